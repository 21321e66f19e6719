/**
 * How something grows: the slope of the line of best fit through the logarithms. 1 is linear, 2 quadratic.
 *
 * @param {readonly number[]} sizes
 * @param {readonly number[]} times one per size, in any unit
 * @returns {number}
 */
export function slopeOf(sizes, times) {
  const xs = sizes.map(Math.log);
  const ys = times.map(Math.log);
  const mean = (all) => all.reduce((sum, each) => sum + each, 0) / all.length;
  const [x, y] = [mean(xs), mean(ys)];
  const top = xs.reduce((sum, each, index) => sum + (each - x) * (ys[index] - y), 0);
  return top / xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
}
