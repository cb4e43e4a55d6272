// The arithmetic of the grid: the cells on screen, and the cell that a key leads to. It uses no DOM.

/**
 * @typedef {{
 *   columns: number,
 *   rows: number,
 *   cell: number,
 *   rowHeight: number,
 *   height: number,
 *   gap: number,
 *   count: number,
 * }} Layout lengths in CSS pixels; `cell` is the side of a picture's square, `rowHeight` includes the text and the gap
 *   below it, `height` is the height of the whole grid, `count` the number of images
 */

/**
 * Computes the layout: as many columns as fit, with cells as wide as the row allows. Widths are whole pixels, so that
 * pictures stay sharp.
 * @param {number} width the width of the grid in CSS pixels
 * @param {number} count the number of images
 * @param {{ minWidth: number, gap: number, textHeight: number }} shape minimum width of a cell, gap between cells, and
 *   height of the text below a picture
 * @returns {Layout}
 */
export function layout(width, count, { minWidth, gap, textHeight }) {
  const columns = Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
  const cell = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  const rows = Math.ceil(count / columns);
  const rowHeight = cell + textHeight + gap;
  return { columns, rows, cell, rowHeight, gap, count, height: Math.max(0, rows * rowHeight - gap) };
}

/**
 * Returns the range of cells on screen and in some rows above and below.
 * @param {Layout} layout
 * @param {number} top the grid's scroll position
 * @param {number} viewport the visible height
 * @param {number} around the number of additional rows above and below
 * @returns {{ first: number, end: number }} indices; `end` is exclusive
 */
export function visibleRange({ columns, rowHeight, count }, top, viewport, around) {
  const firstRow = Math.max(0, Math.floor(top / rowHeight) - around);
  const endRow = Math.max(0, Math.ceil((top + viewport) / rowHeight) + around);
  return { first: Math.min(count, firstRow * columns), end: Math.min(count, endRow * columns) };
}

/**
 * @param {Layout} layout
 * @param {number} index
 * @returns {{ x: number, y: number }} the top left corner of a cell, relative to the grid
 */
export function place({ columns, cell, gap, rowHeight }, index) {
  return { x: (index % columns) * (cell + gap), y: Math.floor(index / columns) * rowHeight };
}

/**
 * Returns the cells that a rectangle touches, even partly.
 * @param {Layout} layout
 * @param {{ left: number, top: number, right: number, bottom: number }} box relative to the grid
 * @returns {number[]} indices in ascending order
 */
export function cellsWithin(layout, { left, top, right, bottom }) {
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
 * Returns the cell that a key moves to. This is the same cell if there is none in that direction.
 * @param {Layout} layout
 * @param {number} index
 * @param {string} key as in `KeyboardEvent.key`
 * @param {number} viewport the visible height, for Page Up and Page Down
 * @returns {number | null} an index, or null for a key that does not move the selection
 */
export function step({ columns, rowHeight, count }, index, key, viewport) {
  const last = count - 1;
  const page = Math.max(1, Math.floor(viewport / rowHeight)) * columns;
  /** @param {number} to the target in the same column; ignored if it is outside the grid */
  const inColumn = (to) => (to < 0 || to > last ? index : to);
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowRight":
      return Math.min(last, index + 1);
    case "ArrowUp":
      return inColumn(index - columns);
    case "ArrowDown":
      // In the last row but one, if there is no cell directly below, Down moves to the last cell.
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
 * Returns the nearest scroll position at which a cell is fully in view.
 * @param {Layout} layout
 * @param {number} index
 * @param {number} top the current scroll position
 * @param {number} viewport the visible height
 * @param {number} margin the space to keep above and below the cell
 */
export function reveal(layout, index, top, viewport, margin) {
  const { y } = place(layout, index);
  const bottom = y + layout.rowHeight - layout.gap;
  if (y - margin < top) return Math.max(0, y - margin);
  if (bottom + margin > top + viewport) return bottom + margin - viewport;
  return top;
}
