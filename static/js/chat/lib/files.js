/** What the page knows of a file: how it is shown, where it is fetched, how large it is drawn. */
import { t } from "./text.js";

/** @typedef {import("../types.js").Attachment} Attachment */

const PICTURE_WIDTH = 400; // CSS pixels of a picture that stands alone; the measure of a line holds it
const PICTURE_HEIGHT = 320; // half of a laptop's timeline, so that the words around it stay in view
const GROUPED_HEIGHT = 200; // of each of several: two of them stand side by side
const SMALLEST = 48; // of either side: a thin strip can still be pressed
const THOUSAND = 1000; // bytes in a kilobyte, as file managers count

/** The address of a file's bytes. @param {{id: string}} file */
export const filePath = ({ id }) => `/files/${id}`;

/** The same, to be saved and not shown. @param {{id: string}} file */
export const downloadPath = (file) => `${filePath(file)}?download`;

/** What a file is called where it is not seen: what it shows, or its name. @param {Attachment} file */
export const shownBy = ({ description, name }) => description || name;

/** What stands in for a picture in the timeline: its thumbnail, or itself where it is small. */
export const thumbnailPath = (file) =>
  file.thumbnail ? `${filePath(file)}/thumbnail` : filePath(file);

/**
 * How an attachment is shown, by its type as the server has found it.
 * @param {{type: string, width: number|null}} file
 * @param {(type: string) => boolean} plays whether this browser plays a type
 * @returns {"picture"|"video"|"audio"|"text"|"file"}
 */
export function showingOf({ type, width }, plays) {
  const [family] = type.split("/");
  if (family === "image" && width) return "picture";
  if ((family === "video" || family === "audio") && plays(type)) return family;
  return type === "text/plain" ? "text" : "file";
}

/**
 * The box that a picture fills before it has come: its own proportions, within bounds.
 * @param {{width: number, height: number}} picture
 * @param {boolean} [grouped] whether it is one of several
 * @returns {{width: number, height: number}} CSS pixels
 */
export function boxOf({ width, height }, grouped = false) {
  const highest = grouped ? GROUPED_HEIGHT : PICTURE_HEIGHT;
  const scale = Math.min(1, PICTURE_WIDTH / width, highest / height);
  const side = (pixels) => Math.max(SMALLEST, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

/** @param {number} bytes @returns {string} as people write it */
export function sizeWords(bytes) {
  if (bytes < THOUSAND) return t("files.bytes", { count: bytes });
  if (bytes < THOUSAND ** 2) return t("files.kilobytes", { count: Math.round(bytes / THOUSAND) });
  const megabytes = bytes / THOUSAND ** 2;
  return t("files.megabytes", { count: Number(megabytes.toFixed(megabytes < 10 ? 1 : 0)) });
}

/** The names of what a message carries, for where only words fit. @param {Attachment[]} files */
export const namesOf = (files) => files.map(({ name }) => name).join(", ");
