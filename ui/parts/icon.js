// The icons: strokes on a 24 × 24 grid, drawn in the colour of the surrounding text.

const PATHS = {
  dataset: ["M4 7.5h12.5v12H4z", "M7.5 7.5v-3H20v12h-3.5", "M4 16l3.5-3.5 3 3 2-2 4 4"],
  train: ["M12 3v3", "M7 10a5 5 0 0 1 10 0v2H7z", "M8 16l-1.5 4", "M12 16v4", "M16 16l1.5 4"],
  trainings: ["M4 12h3.5l2.5-7 4 14 2.5-7H20"],
  generate: ["M11 4l1.8 5.2L18 11l-5.2 1.8L11 18l-1.8-5.2L4 11l5.2-1.8z", "M18.5 15.5v5", "M16 18h5"],
  settings: ["M4 7h9", "M17 7h3", "M4 17h3", "M11 17h9", "M15 5v4", "M9 15v4"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20a7.5 7.5 0 0 1 15 0"],
  add: ["M12 5v14", "M5 12h14"],
  folder: ["M3.5 18.5v-12h6l2 2.5h9v9.5z"],
  zip: ["M5 4h14v16H5z", "M12 4v2", "M12 8v2", "M12 12v4"],
  drop: ["M12 4v11", "M7.5 10.5L12 15l4.5-4.5", "M4 16v4h16v-4"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  cross: ["M6 6l12 12", "M18 6L6 18"],
  warning: ["M12 4.5L21 19.5H3z", "M12 10v4.5", "M12 17v.100"],
  broken: ["M4 5h16v14H4z", "M4 15l4-3.5 3 3.5-1 4", "M14 5l-1.5 4 3 3-1.5 3 6-1"],
  leave: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M5.7 5.7l12.6 12.6"],
  back: ["M14.5 5.5L8 12l6.5 6.5"],
  forward: ["M9.5 5.5L16 12l-6.5 6.5"],
  down: ["M6 9.5l6 6 6-6"],
  undo: ["M8.5 5L4 9.5 8.500 14", "M4 9.5h10.5a5 5 0 0 1 0 10H9"],
  redo: ["M15.5 5L20 9.500l-4.500 4.500", "M20 9.500H9.500a5 5 0 0 0 0 10H15"],
  search: ["M10.5 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13z", "M15.500 15.500L20 20"],
  bin: ["M5 7h14", "M9.500 7V4.500h5V7", "M7 7l1 13h8l1-13", "M10.500 10.500v6", "M13.500 10.500v6"],
  sort: ["M7 5v14", "M4 16l3 3 3-3", "M13 6h7", "M13 11h5", "M13 16h3"],
  crop: ["M7 3v14h14", "M3 7h14v14"],
  eye: ["M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z", "M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"],
  compare: ["M4 5h7v14H4z", "M13 5h7v14h-7z"],
  turnLeft: ["M6 8.500a8 8 0 1 1-1.500 6", "M5.500 4v5h5"],
  turnRight: ["M18 8.500a8 8 0 1 0 1.500 6", "M18.500 4v5h-5"],
  flip: ["M12 3.500v17", "M9 7v10H4z", "M15 7v10h5z"],
  out: ["M12 15V4", "M7.500 8.500L12 4l4.500 4.500", "M4 13v7h16v-7"],
  link: ["M10 5H5v14h14v-5", "M14 4.5h5.5V10", "M19.5 4.5L11 13"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"],
  caption: ["M5 7h14", "M5 12h14", "M5 17h8"],
  sheet: ["M4 4h16v16H4z", "M4 12h16", "M12 4v16"],
  star: ["M12 4l2.400 5.200 5.600.700-4.100 3.900 1 5.600L12 16.600l-4.900 2.800 1-5.600L4 9.900l5.600-.700z"],
  again: ["M19 12a7 7 0 1 1-2.500-5.400", "M19 4v4h-4"],
  key: ["M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 12h9", "M17 12v3", "M20.5 12v2"],
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * Returns an icon. It is hidden from screen readers, so the text beside it or the button's label must state its
 * meaning.
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const d of PATHS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
