// The arithmetic of the grid: which cells are on screen, and where a key leads. No DOM here.

/**
 * @typedef {{
 *   columns: number,
 *   rows: number,
 *   cell: number,
 *   rowHeight: number,
 *   height: number,
 *   gap: number,
 *   count: number,
 * }} Layout lengths in CSS pixels; `cell` is the side of a picture's square, `height` that of the whole grid
 */

/**
 * As many columns as fit, then the cells as wide as fills the row. Widths are whole pixels, so that pictures
 * stay sharp.
 * @param {number} width of the grid
 * @param {number} count of images
 * @param {{ least: number, gap: number, below: number }} shape least width of a cell, gap between cells, and
 *   the height of what stands below a picture
 * @returns {Layout}
 */
export function layout(width, count, { least, gap, below }) {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const cell = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  const rows = Math.ceil(count / columns);
  const rowHeight = cell + below + gap;
  return { columns, rows, cell, rowHeight, gap, count, height: Math.max(0, rows * rowHeight - gap) };
}

/**
 * The cells on screen and some rows around it.
 * @param {Layout} layout
 * @param {number} top how far the grid is scrolled
 * @param {number} viewport the height one sees
 * @param {number} around rows kept above and below
 * @returns {{ first: number, end: number }} indices, `end` not included
 */
export function visible({ columns, rowHeight, count }, top, viewport, around) {
  const firstRow = Math.max(0, Math.floor(top / rowHeight) - around);
  const endRow = Math.max(0, Math.ceil((top + viewport) / rowHeight) + around);
  return { first: Math.min(count, firstRow * columns), end: Math.min(count, endRow * columns) };
}

/**
 * @param {Layout} layout
 * @param {number} index
 * @returns {{ x: number, y: number }} the place of a cell in the grid
 */
export function place({ columns, cell, gap, rowHeight }, index) {
  return { x: (index % columns) * (cell + gap), y: Math.floor(index / columns) * rowHeight };
}

/**
 * The cells that a rectangle touches.
 * @param {Layout} layout
 * @param {{ left: number, top: number, right: number, bottom: number }} box in the grid
 * @returns {number[]} indices
 */
export function within(layout, { left, top, right, bottom }) {
  const { columns, cell, gap, rowHeight, count } = layout;
  const stride = cell + gap;
  const firstColumn = Math.max(0, Math.floor((left + gap) / stride));
  const lastColumn = Math.min(columns - 1, Math.floor(right / stride));
  const firstRow = Math.max(0, Math.floor((top + gap) / rowHeight));
  const lastRow = Math.floor(bottom / rowHeight);
  const cells = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const index = row * columns + column;
      if (index < count) cells.push(index);
    }
  }
  return cells;
}

/**
 * Where a key leads from a cell; the same cell where it leads nowhere.
 * @param {Layout} layout
 * @param {number} index
 * @param {string} key as in `KeyboardEvent.key`
 * @param {number} viewport the height one sees, for the page keys
 * @returns {number | null} nothing for a key that does not move
 */
export function step({ columns, rowHeight, count }, index, key, viewport) {
  const last = count - 1;
  const page = Math.max(1, Math.floor(viewport / rowHeight)) * columns;
  /** @param {number} to keeps the column: a step out of the grid is not taken */
  const inColumn = (to) => (to < 0 || to > last ? index : to);
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowRight":
      return Math.min(last, index + 1);
    case "ArrowUp":
      return inColumn(index - columns);
    case "ArrowDown":
      // Down from the last row but one goes to the last cell, where the last row is short.
      return index + columns > last && Math.floor(index / columns) < Math.floor(last / columns) ? last : inColumn(index + columns);
    case "PageUp":
      return Math.max(index % columns, index - page);
    case "PageDown":
      return Math.min(last, index + page);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/**
 * The least scrolling that brings a cell wholly into view.
 * @param {Layout} layout
 * @param {number} index
 * @param {number} top how far the grid is scrolled
 * @param {number} viewport the height one sees
 * @param {number} margin kept free above and below
 * @returns {number} how far it should be scrolled
 */
export function reveal(layout, index, top, viewport, margin) {
  const { y } = place(layout, index);
  const bottom = y + layout.rowHeight - layout.gap;
  if (y - margin < top) return Math.max(0, y - margin);
  if (bottom + margin > top + viewport) return bottom + margin - viewport;
  return top;
}
