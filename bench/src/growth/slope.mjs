// Whether ten times as much costs ten times as much.

/** Per unit, a cost that grows with the size to this power is dearer than linear; below it lie logarithms and noise. */
export const LINEAR = 0.1;

/**
 * The power of the size with which the cost of one unit grows: from the size at which it was least to the largest, so that
 * what the first ones pay (a start, cold caches) hides nothing. 0 is linear, or is not growing beside what is only stored.
 *
 * @param points `{at, value}`, smallest first
 */
export function exponentOf(points) {
  const last = points.at(-1);
  const least = points.reduce((best, point) => (point.value < best.value ? point : best));
  return least === last ? 0 : Math.log(last.value / least.value) / Math.log(last.at / least.at);
}
