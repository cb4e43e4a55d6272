// The settings for the person's own storage, an S3-compatible bucket for zips. The access keys are passed to Rust and
// not kept here.

import { fill, h, setTextOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, errorMessage } from "../parts/attempt.js";
import { setFieldText } from "../parts/composition.js";
import { field } from "../parts/field.js";
import { t } from "../texts.js";

/** @import { BucketShown } from "../types/BucketShown" */

const keyLocations = () => ({
  keychain: t("settings-bucket-keys-in-keychain"),
  session: t("settings-bucket-keys-in-memory"),
  missing: t("settings-bucket-keys-missing"),
  unknown: t("settings-bucket-keys-unknown"),
});

export class StorageSettings {
  #endpointInput = h("input", { type: "url", testid: "bucket-endpoint", spellcheck: "false", autocomplete: "off", placeholder: "https://…" });
  #regionInput = h("input", { type: "text", testid: "bucket-region", spellcheck: "false", autocomplete: "off", placeholder: "eu-central-1" });
  #nameInput = h("input", { type: "text", testid: "bucket-name", spellcheck: "false", autocomplete: "off" });
  #prefixInput = h("input", { type: "text", testid: "bucket-prefix", spellcheck: "false", autocomplete: "off", placeholder: t("settings-bucket-no-folder") });
  #accessInput = h("input", { type: "text", testid: "bucket-access", spellcheck: "false", autocomplete: "off" });
  #secretInput = h("input", { type: "password", testid: "bucket-secret", autocomplete: "off" });

  /** @type {Record<string, ReturnType<typeof field>>} */
  #fields = {
    endpoint: field(t("settings-bucket-address"), this.#endpointInput, { hint: t("settings-bucket-address-hint") }),
    region: field(t("settings-bucket-region"), this.#regionInput),
    name: field(t("settings-bucket-name"), this.#nameInput),
    prefix: field(t("settings-bucket-folder"), this.#prefixInput),
    access: field(t("settings-bucket-access-key"), this.#accessInput),
    secret: field(t("settings-bucket-secret-key"), this.#secretInput),
  };
  #error = h("p", { class: "wrong small", role: "alert", testid: "bucket-refusal", hidden: true });
  #save = h("button", { type: "submit", class: "primary", testid: "bucket-save" }, t("settings-bucket-save"));
  #sessionButton = h("button", { type: "button", testid: "bucket-session", hidden: true, click: () => this.#saveBucket("session") }, t("settings-bucket-for-session"));
  #card = h("div", { class: "account" });
  #form = h(
    "form",
    {
      class: "storage-form",
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.#saveBucket("keychain");
      },
    },
    ...Object.values(this.#fields).map((formField) => formField.element),
    this.#error,
    h("div", { class: "buttons" }, this.#save, this.#sessionButton),
    h("p", { class: "small quiet storage-about" }, t("settings-bucket-about")),
  );
  #isChanging = false;
  /** @type {BucketShown | null} */
  #bucket = null;

  element = h("div", { class: "storage-settings" }, this.#card, this.#form);

  /** Loads the bucket's settings when the Settings page is shown. */
  async enter() {
    this.#show((await attempt(ipc.bucket())) ?? null);
  }

  /** @param {BucketShown | null} shown */
  #show(shown) {
    this.#bucket = shown;
    this.#isChanging = shown?.keys === "missing";
    const { endpoint = "", region = "", name = "", prefix = "" } = shown?.bucket ?? {};
    setFieldText(this.#endpointInput, endpoint);
    setFieldText(this.#regionInput, region);
    setFieldText(this.#nameInput, name);
    setFieldText(this.#prefixInput, prefix);
    this.#accessInput.value = this.#secretInput.value = "";
    this.#accessInput.placeholder = this.#secretInput.placeholder = shown && shown.keys !== "missing" ? t("settings-bucket-unchanged") : "";
    this.#showError(null, null);
    this.#draw();
  }

  #draw() {
    const shown = this.#bucket;
    this.#form.hidden = !this.#isChanging;
    fill(
      this.#card,
      !shown && !this.#isChanging ? h("div", {}, h("button", { type: "button", testid: "bucket-begin", click: () => this.#change() }, t("settings-bucket-set-up"))) : null,
      shown &&
        h(
          "div",
          { class: "account-card", testid: "bucket-card" },
          h(
            "div",
            { class: "account-words" },
            h("p", { class: "account-name selectable" }, [shown.bucket.name, shown.bucket.prefix].filter(Boolean).join("/")),
            h("p", { class: "small quiet selectable" }, `${shown.bucket.endpoint || "Amazon"} · ${shown.bucket.region}`),
            h("p", { class: "small quiet", testid: "bucket-keys" }, keyLocations()[shown.keys]),
          ),
          h("button", { type: "button", testid: "bucket-change", "aria-expanded": this.#isChanging ? "true" : "false", click: () => this.#change() }, this.#isChanging ? t("common-cancel") : t("settings-bucket-change")),
          h("button", { type: "button", class: "danger", testid: "bucket-forget", click: () => this.#forget() }, t("settings-bucket-remove")),
        ),
    );
  }

  #change() {
    this.#isChanging = !this.#isChanging;
    if (!this.#isChanging) this.#show(this.#bucket);
    else this.#draw();
    if (this.#isChanging) this.#endpointInput.focus();
  }

  async #forget() {
    try {
      this.#show(await ipc.forgetBucket());
    } catch (error) {
      this.#showError(null, errorMessage(error));
    }
  }

  /** @param {"keychain" | "session"} keep */
  async #saveBucket(keep) {
    this.#showError(null, null);
    this.#setBusy(true);
    const bucket = { endpoint: this.#endpointInput.value, region: this.#regionInput.value, name: this.#nameInput.value, prefix: this.#prefixInput.value };
    try {
      this.#show(await ipc.saveBucket(bucket, this.#accessInput.value, this.#secretInput.value, keep));
    } catch (error) {
      const commandError = error instanceof ipc.CommandError ? error : null;
      this.#showError(commandError?.field ?? null, errorMessage(error));
      this.#sessionButton.hidden = commandError?.code !== "noKeychain";
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {string | null} name @param {string | null} message */
  #showError(name, message) {
    const invalidField = this.#fields[name ?? ""];
    for (const formField of Object.values(this.#fields)) formField.setProblem(formField === invalidField && message ? { message, missing: false } : null);
    setTextOrHide(this.#error, invalidField ? null : message);
    this.#sessionButton.hidden = true;
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#save.disabled = this.#sessionButton.disabled = busy;
    this.#save.textContent = busy ? t("settings-bucket-testing") : t("settings-bucket-save");
  }
}
