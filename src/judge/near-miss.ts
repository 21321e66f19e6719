/** Below this many letters two names are too easily alike. */
const SHORTEST = 6;

/**
 * Whether one name is a slip of the keys away from another: one letter more, less, other or swapped, or the same letters
 * in another case or with other separators (`max_retries_per_request`).
 */
export function isNearMiss(written: string, known: string): boolean {
  if (written === known) return false;
  if (written.length < SHORTEST || known.length < SHORTEST) return false;
  const [a, b] = [plain(written), plain(known)];
  return a === b || isOneEditAway(a, b);
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}

function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
