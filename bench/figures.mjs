/** What many measurements come to. */

/** @param {readonly number[]} numbers @returns {number} the middle one; of an even count the upper of the two */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** @param {readonly number[]} numbers @returns {number} that which 95 of 100 do not exceed */
export function percentile95(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * 0.95) - 1];
}

/** How far apart two measurements of the same thing came, at worst. @param {readonly number[]} ratios of one to the other @returns {number} a share */
export function spreadOf(ratios) {
  return Math.max(...ratios.map((ratio) => Math.max(ratio, 1 / ratio) - 1));
}

/** @param {number} share @returns {string} `0.0123` as `1.23 %` */
export function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}
