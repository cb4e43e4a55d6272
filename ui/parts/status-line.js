// The status line at the bottom of the window: running tasks, which can be stopped, and notices, which can be
// dismissed. While no task is running, it shows the open dataset's folder.

import { setAttribute, fill, h, setTextContent } from "../dom.js";
import * as ipc from "../ipc.js";
import { snapshot } from "../snapshot.js";
import { t } from "../texts.js";
import { attempt } from "./attempt.js";
import { icon } from "./icon.js";
import { progressBar } from "./progress.js";

/** @import { Notice } from "../types/Notice" */
/** @import { Task } from "../types/Task" */

export class StatusLine {
  #notices = h("ul", { class: "notices" });
  #tasks = h("ul", { class: "tasks", "aria-live": "off" });
  #folder = h("span", { class: "status-place" });
  element = h(
    "footer",
    { class: "status-line small" },
    this.#notices,
    h("div", { class: "status-now quiet" }, this.#folder, this.#tasks, h("button", { type: "button", class: "bare small status-keys", testid: "open-keys" }, h("kbd", {}, "?"), t("window-shortcuts"))),
  );
  /** The errors of the page's own actions, for which Rust sends no notices. @type {string[]} */
  #errors = [];
  /** @type {Map<number, { element: HTMLElement, draw: (task: Task) => void }>} */
  #shownTasks = new Map();

  /** @param {{ showShortcutsSheet: () => void }} actions */
  constructor({ showShortcutsSheet }) {
    /** @type {HTMLElement} */ (this.element.querySelector(".status-keys")).addEventListener("click", showShortcutsSheet);
    window.addEventListener("refused", (event) => {
      const sentence = /** @type {CustomEvent<string>} */ (event).detail;
      if (!this.#errors.includes(sentence)) this.#errors.push(sentence);
      this.#drawNotices();
    });
    snapshot.subscribe(["notices"], () => this.#drawNotices());
    snapshot.subscribe(["tasks"], () => this.#drawTasks());
    snapshot.subscribe(["dataset"], () => this.#drawFolder());
    this.#drawNotices();
    this.#drawTasks();
    this.#drawFolder();
  }

  #drawFolder() {
    setTextContent(this.#folder, snapshot.state.dataset?.folder ?? "");
  }

  #drawNotices() {
    fill(
      this.#notices,
      ...snapshot.state.notices.map((notice) => this.#notice(notice, () => attempt(ipc.dismissNotice(notice.id)))),
      ...this.#errors.map((message) =>
        this.#notice({ message, wrong: true }, () => {
          this.#errors = this.#errors.filter((other) => other !== message);
          this.#drawNotices();
        }),
      ),
    );
  }

  /** @param {Pick<Notice, "message" | "wrong">} notice @param {() => void} dismiss */
  #notice({ message, wrong }, dismiss) {
    return h(
      "li",
      { class: "notice", role: wrong ? "alert" : "status", testid: "notice", "data-wrong": wrong },
      icon(wrong ? "warning" : "check"),
      h("span", { class: "selectable" }, message),
      h("button", { type: "button", class: "bare square", "aria-label": t("common-dismiss"), title: t("common-dismiss"), testid: "notice-dismiss", click: dismiss }, icon("cross")),
    );
  }

  #drawTasks() {
    const { tasks } = snapshot.state;
    const ids = new Set(tasks.map((task) => task.id));
    for (const [id, { element }] of this.#shownTasks) {
      if (ids.has(id)) continue;
      element.remove();
      this.#shownTasks.delete(id);
    }
    for (const task of tasks) {
      let shown = this.#shownTasks.get(task.id);
      if (!shown) {
        shown = this.#task(task);
        this.#shownTasks.set(task.id, shown);
        this.#tasks.append(shown.element);
      }
      shown.draw(task);
    }
    this.#folder.hidden = tasks.length > 0;
    setAttribute(this.element, "data-busy", tasks.length > 0);
  }

  /** @param {Task} task */
  #task({ id, title }) {
    const bar = progressBar(title);
    const label = h("span");
    const count = h("span", { class: "task-count" });
    const stop = h("button", { type: "button", class: "bare small", testid: "task-stop", click: () => attempt(ipc.stopTask(id)) }, t("window-task-stop"));
    return {
      element: h("li", { class: "task", testid: "task", "data-id": id }, label, bar.element, count, stop),
      /** @param {Task} task */
      draw({ title, done, total }) {
        setTextContent(label, title);
        setTextContent(count, total > 0 ? t("window-task-progress", { done, total }) : "");
        bar.set(total > 0 ? done / total : null);
      },
    };
  }
}
