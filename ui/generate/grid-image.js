// Draws a table of pictures and its labels as one PNG. The page draws it rather than Rust, because the page's fonts
// cover every script.

/** @import { Batch } from "../types/Batch" */

/**
 * The intended maximum of the PNG's width and height in pixels, since some programs can't open larger files. The
 * pictures take at most 85% of it; the rest is left for labels and gaps, which may still exceed it.
 */
const MAX_SIDE = 8192;
const GAP = 16;
const LINE_HEIGHT = 1.35;

/** Draws the first picture of each cell. @param {Batch} batch @returns {Promise<Uint8Array>} a PNG */
export async function renderGrid({ title, about, rows, columns, cells }) {
  const pictures = await Promise.all(cells.map(async ({ row, column, caption, pictures: [picture] }) => ({ row, column, caption, image: picture ? await loadImage(picture.whole) : null })));
  const maxWidth = Math.max(...pictures.map(({ image }) => image?.naturalWidth ?? 0), 1);
  const maxHeight = Math.max(...pictures.map(({ image }) => image?.naturalHeight ?? 0), 1);
  const scale = Math.min(1, (MAX_SIDE * 0.85) / (maxWidth * columns.length), (MAX_SIDE * 0.85) / (maxHeight * rows.length));
  const [cellWidth, cellHeight] = [Math.round(maxWidth * scale), Math.round(maxHeight * scale)];
  const textSize = Math.max(14, Math.round(cellWidth / 22));
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const font = (/** @type {number} */ pixels, weight = "") => `${weight} ${pixels}px system-ui, sans-serif`;

  context.font = font(textSize);
  const hasRowNames = rows.some((name) => name !== "");
  const rowNamesWidth = hasRowNames ? Math.min(cellWidth, Math.max(...rows.map((name) => context.measureText(name).width)) + GAP) : 0;
  const columnLines = columns.map((name) => breakIntoLines(context, name, cellWidth));
  const captionLines = pictures.map(({ caption }) => breakIntoLines(context, caption ?? "", cellWidth));
  const captionsHeight = Math.max(...captionLines.map((lines) => lines.length), 0) * textSize * LINE_HEIGHT;
  const columnNamesHeight = Math.max(...columnLines.map((lines) => lines.length)) * textSize * LINE_HEIGHT;
  const width = GAP * 2 + rowNamesWidth + columns.length * (cellWidth + GAP) - GAP;
  context.font = font(textSize * 1.3, "600");
  const titleLines = breakIntoLines(context, title, width - GAP * 2);
  const headHeight = titleLines.length * textSize * 1.3 * LINE_HEIGHT + textSize * LINE_HEIGHT + GAP;
  canvas.width = Math.round(width);
  canvas.height = Math.round(GAP * 2 + headHeight + columnNamesHeight + rows.length * (cellHeight + captionsHeight + GAP));

  const colour = (/** @type {string} */ name) => resolveColour(`var(${name})`);
  const [paper, ink, quiet] = [colour("--paper"), colour("--ink"), colour("--quiet")];
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "top";
  /** @param {string[]} lines @param {number} x @param {number} y @param {number} pixels @param {string} colour @param {string} [weight] */
  const drawLines = (lines, x, y, pixels, colour, weight) => {
    context.font = font(pixels, weight);
    context.fillStyle = colour;
    lines.forEach((line, index) => context.fillText(line, x, y + index * pixels * LINE_HEIGHT));
  };
  drawLines(titleLines, GAP, GAP, textSize * 1.3, ink, "600");
  drawLines([about], GAP, GAP + titleLines.length * textSize * 1.3 * LINE_HEIGHT, textSize, quiet);
  const [x0, y0] = [GAP + rowNamesWidth, GAP + headHeight + columnNamesHeight];
  columnLines.forEach((lines, column) => drawLines(lines, x0 + column * (cellWidth + GAP), y0 - columnNamesHeight, textSize, ink));
  context.font = font(textSize);
  rows.forEach((name, row) => drawLines(breakIntoLines(context, name, rowNamesWidth - GAP), GAP, y0 + row * (cellHeight + captionsHeight + GAP), textSize, ink));
  pictures.forEach(({ row, column, image }, index) => {
    const [x, y] = [x0 + column * (cellWidth + GAP), y0 + row * (cellHeight + captionsHeight + GAP)];
    if (image) context.drawImage(image, x, y, image.naturalWidth * scale, image.naturalHeight * scale);
    drawLines(captionLines[index] ?? [], x, y + cellHeight + 4, textSize, quiet);
  });
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The table is too large for one image. Save its pictures one by one.");
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {string} address @returns {Promise<HTMLImageElement>} */
async function loadImage(address) {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = address;
  await image.decode();
  return image;
}

/**
 * Breaks a text into lines at its spaces. A single word that is wider than a line is not broken.
 * @param {CanvasRenderingContext2D} context its font is used to measure the text
 * @param {string} text
 * @param {number} maxWidth the maximum width of a line in pixels
 */
function breakIntoLines(context, text, maxWidth) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longerLine = line ? `${line} ${word}` : word;
    if (line && context.measureText(longerLine).width > maxWidth) {
      lines.push(line);
      line = word;
    } else line = longerLine;
  }
  return line ? [...lines, line] : lines;
}

/** Resolves a CSS colour, such as `var(--ink)`, in the current theme. @param {string} colour */
function resolveColour(colour) {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}
