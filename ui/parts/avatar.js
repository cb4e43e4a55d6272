// The account's avatar, or the initial of its name if there is no avatar or it can't be loaded.

import { h } from "../dom.js";

/** @param {{ name: string, avatar: string | null }} account */
export function avatar({ name, avatar }) {
  const initial = h("span", { class: "avatar", "aria-hidden": "true" }, [...name][0]?.toUpperCase() ?? "");
  if (avatar) {
    const picture = h("img", { src: avatar, alt: "", error: () => picture.remove() });
    initial.append(picture);
  }
  return initial;
}
