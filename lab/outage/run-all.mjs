/**
 * Runs a measurement for each item, a few side by side: most of the time is spent waiting. A measurement that fails does
 * not end the others; its error stands where its result would.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} atOnce
 * @param {(item: Item) => Promise<Result>} measure
 * @returns {Promise<(Result | { error: string })[]>} in the order of the items
 */
export async function runAll(items, atOnce, measure) {
  /** @type {(Result | { error: string })[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      try {
        results[index] = await measure(/** @type {Item} */ (items[index]));
      } catch (error) {
        results[index] = { error: String(/** @type {Error} */ (error).message).split("\n")[0] ?? "" };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
