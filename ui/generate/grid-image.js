// Draws a table of pictures and its labels as one PNG. The page draws it because its fonts cover every script.

/** @import { Batch } from "../types/Batch" */

/**
 * The intended maximum of the PNG's width and height in pixels, since some programs can't open larger files. 85 % of it
 * is for the pictures.
 */
const MOST = 8192;
const GAP = 16;
const LINE = 1.35;

/** @param {Batch} batch @returns {Promise<Uint8Array>} a PNG */
export async function drawn({ title, about, rows, columns, cells }) {
  const pictures = await Promise.all(cells.map(async ({ row, column, caption, pictures: [picture] }) => ({ row, column, caption, image: picture ? await loaded(picture.whole) : null })));
  const widest = Math.max(...pictures.map(({ image }) => image?.naturalWidth ?? 0), 1);
  const highest = Math.max(...pictures.map(({ image }) => image?.naturalHeight ?? 0), 1);
  const scale = Math.min(1, (MOST * 0.85) / (widest * columns.length), (MOST * 0.85) / (highest * rows.length));
  const [wide, high] = [Math.round(widest * scale), Math.round(highest * scale)];
  const size = Math.max(14, Math.round(wide / 22));
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const font = (/** @type {number} */ points, weight = "") => `${weight} ${points}px system-ui, sans-serif`;

  pen.font = font(size);
  const isNamed = rows.some((name) => name !== "");
  const left = isNamed ? Math.min(wide, Math.max(...rows.map((name) => pen.measureText(name).width)) + GAP) : 0;
  const columnLines = columns.map((name) => broken(pen, name, wide));
  const captionLines = pictures.map(({ caption }) => broken(pen, caption ?? "", wide));
  const below = Math.max(...captionLines.map((lines) => lines.length), 0) * size * LINE;
  const top = Math.max(...columnLines.map((lines) => lines.length)) * size * LINE;
  const width = GAP * 2 + left + columns.length * (wide + GAP) - GAP;
  pen.font = font(size * 1.3, "600");
  const titleLines = broken(pen, title, width - GAP * 2);
  const head = titleLines.length * size * 1.3 * LINE + size * LINE + GAP;
  canvas.width = Math.round(width);
  canvas.height = Math.round(GAP * 2 + head + top + rows.length * (high + below + GAP));

  const colour = (/** @type {string} */ name) => resolved(`var(${name})`);
  const [paper, ink, quiet] = [colour("--paper"), colour("--ink"), colour("--quiet")];
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "top";
  /** @param {string[]} lines @param {number} x @param {number} y @param {number} points @param {string} colour @param {string} [weight] */
  const write = (lines, x, y, points, colour, weight) => {
    pen.font = font(points, weight);
    pen.fillStyle = colour;
    lines.forEach((line, index) => pen.fillText(line, x, y + index * points * LINE));
  };
  write(titleLines, GAP, GAP, size * 1.3, ink, "600");
  write([about], GAP, GAP + titleLines.length * size * 1.3 * LINE, size, quiet);
  const [x0, y0] = [GAP + left, GAP + head + top];
  columnLines.forEach((lines, column) => write(lines, x0 + column * (wide + GAP), y0 - top, size, ink));
  pen.font = font(size);
  rows.forEach((name, row) => write(broken(pen, name, left - GAP), GAP, y0 + row * (high + below + GAP), size, ink));
  pictures.forEach(({ row, column, image }, index) => {
    const [x, y] = [x0 + column * (wide + GAP), y0 + row * (high + below + GAP)];
    if (image) pen.drawImage(image, x, y, image.naturalWidth * scale, image.naturalHeight * scale);
    write(captionLines[index] ?? [], x, y + high + 4, size, quiet);
  });
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("The table is too large for one image. Save its pictures one by one.");
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {string} address @returns {Promise<HTMLImageElement>} */
async function loaded(address) {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = address;
  await image.decode();
  return image;
}

/**
 * Breaks a text into lines at its spaces.
 * @param {CanvasRenderingContext2D} pen @param {string} text @param {number} most the maximum width of a line
 */
function broken(pen, text, most) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** Resolves a CSS colour, such as `var(--ink)`, in the current theme. @param {string} colour */
function resolved(colour) {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const now = getComputedStyle(probe).color;
  probe.remove();
  return now;
}
