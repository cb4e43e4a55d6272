// Formats durations, for times that the page updates by itself between two updates from Rust.

import { t } from "../texts.js";

/**
 * @param {number} milliseconds
 * @returns {string} "48 s", "2 min 04 s", "1 h 05 min"
 */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return t("window-duration-seconds", { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("window-duration-minutes", { minutes, seconds: twoDigits(seconds % 60) });
  return t("window-duration-hours", { hours: Math.floor(minutes / 60), minutes: twoDigits(minutes % 60) });
}

/**
 * Returns the remaining time in words, rounded coarsely because it is an estimate.
 * @param {number} milliseconds
 * @returns {string} "about 3 minutes left", "less than a minute left", "any moment now"
 */
export function timeLeft(milliseconds) {
  if (milliseconds < 5_000) return t("window-time-left-none");
  if (milliseconds < 60_000) return t("window-time-left-seconds");
  return t("window-time-left", { minutes: Math.round(milliseconds / 60_000) });
}

/** @param {number} value */
const twoDigits = (value) => String(value).padStart(2, "0");
