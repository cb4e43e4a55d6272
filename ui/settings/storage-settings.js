// The settings of the person's own storage: a bucket for zips. Its keys are passed to Rust once and not kept here.

import { fill, h, sayOrHide } from "../dom.js";
import * as ipc from "../ipc.js";
import { attempt, sentence } from "../parts/attempt.js";
import { setText } from "../parts/composition.js";
import { field } from "../parts/field.js";

/** @import { BucketShown } from "../types/BucketShown" */

const KEYS = {
  keychain: "The keys are stored in the system keychain.",
  session: "The keys are kept in memory until Tintype closes.",
  missing: "The keys are not stored on this computer. Enter them again.",
  unknown: "The keychain isn't responding, so Tintype can't tell whether it has the keys. Unlock it, or enter the keys again.",
};

export class StorageSettings {
  #endpointInput = h("input", { type: "url", testid: "bucket-endpoint", spellcheck: "false", autocomplete: "off", placeholder: "https://…" });
  #regionInput = h("input", { type: "text", testid: "bucket-region", spellcheck: "false", autocomplete: "off", placeholder: "eu-central-1" });
  #nameInput = h("input", { type: "text", testid: "bucket-name", spellcheck: "false", autocomplete: "off" });
  #prefixInput = h("input", { type: "text", testid: "bucket-prefix", spellcheck: "false", autocomplete: "off", placeholder: "No folder" });
  #accessInput = h("input", { type: "text", testid: "bucket-access", spellcheck: "false", autocomplete: "off" });
  #secretInput = h("input", { type: "password", testid: "bucket-secret", autocomplete: "off" });

  /** @type {Record<string, ReturnType<typeof field>>} */
  #fields = {
    endpoint: field("Address", this.#endpointInput, { hint: "The address of the storage. Leave empty for Amazon S3." }),
    region: field("Region", this.#regionInput),
    name: field("Bucket", this.#nameInput),
    prefix: field("Folder (optional)", this.#prefixInput),
    access: field("Access key", this.#accessInput),
    secret: field("Secret key", this.#secretInput),
  };
  #refusal = h("p", { class: "wrong small", role: "alert", testid: "bucket-refusal", hidden: true });
  #save = h("button", { type: "submit", class: "primary", testid: "bucket-save" }, "Test and save");
  #session = h("button", { type: "button", testid: "bucket-session", hidden: true, click: () => this.#keep("session") }, "Keep the keys for this session only");
  #card = h("div", { class: "account" });
  #form = h(
    "form",
    {
      class: "storage-form",
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.#keep("keychain");
      },
    },
    ...Object.values(this.#fields).map((asked) => asked.element),
    this.#refusal,
    h("div", { class: "buttons" }, this.#save, this.#session),
    h("p", { class: "small quiet storage-about" }, "Tintype checks the keys by writing, reading and deleting a small file. The keys are stored in the system keychain. The trainer gets only a link that is valid for a day."),
  );
  #changing = false;
  /** @type {BucketShown | null} */
  #shown = null;

  element = h("div", { class: "storage-settings" }, this.#card, this.#form);

  /** Loads the bucket when the page is shown. */
  async enter() {
    this.#show((await attempt(ipc.bucket())) ?? null);
  }

  /** @param {BucketShown | null} shown */
  #show(shown) {
    this.#shown = shown;
    this.#changing = shown?.keys === "missing";
    const { endpoint = "", region = "", name = "", prefix = "" } = shown?.bucket ?? {};
    setText(this.#endpointInput, endpoint);
    setText(this.#regionInput, region);
    setText(this.#nameInput, name);
    setText(this.#prefixInput, prefix);
    this.#accessInput.value = this.#secretInput.value = "";
    this.#accessInput.placeholder = this.#secretInput.placeholder = shown && shown.keys !== "missing" ? "Unchanged" : "";
    this.#refuse(null, null);
    this.#draw();
  }

  #draw() {
    const shown = this.#shown;
    this.#form.hidden = !this.#changing;
    fill(
      this.#card,
      !shown && !this.#changing ? h("div", {}, h("button", { type: "button", testid: "bucket-begin", click: () => this.#change() }, "Set up your storage…")) : null,
      shown &&
        h(
          "div",
          { class: "account-card", testid: "bucket-card" },
          h(
            "div",
            { class: "account-words" },
            h("p", { class: "account-name selectable" }, [shown.bucket.name, shown.bucket.prefix].filter(Boolean).join("/")),
            h("p", { class: "small quiet selectable" }, `${shown.bucket.endpoint || "Amazon"} · ${shown.bucket.region}`),
            h("p", { class: "small quiet", testid: "bucket-keys" }, KEYS[shown.keys]),
          ),
          h("button", { type: "button", testid: "bucket-change", "aria-expanded": this.#changing ? "true" : "false", click: () => this.#change() }, this.#changing ? "Cancel" : "Change…"),
          h("button", { type: "button", class: "danger", testid: "bucket-forget", click: () => this.#forget() }, "Remove"),
        ),
    );
  }

  #change() {
    this.#changing = !this.#changing;
    if (!this.#changing) this.#show(this.#shown);
    else this.#draw();
    if (this.#changing) this.#endpointInput.focus();
  }

  async #forget() {
    try {
      this.#show(await ipc.forgetBucket());
    } catch (error) {
      this.#refuse(null, sentence(error));
    }
  }

  /** @param {"keychain" | "session"} keep */
  async #keep(keep) {
    this.#refuse(null, null);
    this.#busy(true);
    const bucket = { endpoint: this.#endpointInput.value, region: this.#regionInput.value, name: this.#nameInput.value, prefix: this.#prefixInput.value };
    try {
      this.#show(await ipc.saveBucket(bucket, this.#accessInput.value, this.#secretInput.value, keep));
    } catch (error) {
      const refused = error instanceof ipc.CommandError ? error : null;
      this.#refuse(refused?.field ?? null, sentence(error));
      this.#session.hidden = refused?.code !== "noKeychain";
    } finally {
      this.#busy(false);
    }
  }

  /** @param {string | null} name @param {string | null} why */
  #refuse(name, why) {
    const beside = this.#fields[name ?? ""];
    for (const asked of Object.values(this.#fields)) asked.problem(asked === beside && why ? { message: why, missing: false } : null);
    sayOrHide(this.#refusal, beside ? null : why);
    this.#session.hidden = true;
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#save.disabled = this.#session.disabled = busy;
    this.#save.textContent = busy ? "Testing…" : "Test and save";
  }
}
