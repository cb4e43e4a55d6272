// The confirmation dialog for actions that can't be undone in the app or that may cost money. Other actions need no
// confirmation.

import { h } from "../dom.js";

/**
 * @param {{ question: string, sentence: string, yes: string, no: string, testid: string }} texts
 * @returns {Promise<boolean>} true if the person pressed the button `yes`
 */
export function askToConfirm({ question, sentence, yes, no, testid }) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "confirm", "aria-labelledby": "confirm-question" },
      h("h2", { id: "confirm-question" }, question),
      h("p", {}, sentence),
      h(
        "div",
        { class: "buttons end" },
        h("button", { type: "button", autofocus: true, click: () => dialog.close() }, no),
        h("button", { type: "button", class: "danger", testid, click: () => dialog.close("yes") }, yes),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
