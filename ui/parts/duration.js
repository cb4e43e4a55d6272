// Durations in words, for times that advance in the window between two answers of Rust.

/**
 * @param {number} milliseconds
 * @returns {string} "48 s", "2 min 04 s", "1 h 05 min"
 */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/**
 * Returns the time left in words, which are coarse because it is an estimate.
 * @param {number} milliseconds
 * @returns {string} "about 3 minutes left", "less than a minute left", "any moment now"
 */
export function timeLeft(milliseconds) {
  if (milliseconds < 5_000) return "any moment now";
  if (milliseconds < 60_000) return "less than a minute left";
  const minutes = Math.round(milliseconds / 60_000);
  return minutes === 1 ? "about a minute left" : `about ${minutes} minutes left`;
}

/** @param {number} value */
const two = (value) => String(value).padStart(2, "0");
