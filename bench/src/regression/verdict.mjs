// Whether what was measured now is worse than before by more than the machine's own noise.
import { betterBy, median, roundTo } from '../report.mjs';

/** Less than this is never called a regression, however quiet the machine is. */
const LEAST = 0.05;
/** So many standard errors: seven workloads give a false alarm in a hundred runs. */
const ERRORS = 3;
/** From the median of absolute deviations to a standard deviation, and from a mean's error to a median's, of normal noise. */
const [DEVIATION, OF_MEDIAN] = [1.4826, 1.2533];

/**
 * @param pairs `[past, present]` results that were measured one after the other
 * @returns how many times as good the present is, with the limit below which it is a regression
 */
export function verdictOf(workload, pairs) {
  const [{ unit }] = pairs[0];
  const ratios = pairs.map(([past, present]) => betterBy(present.value, past.value, unit));
  const middle = median(ratios);
  const deviation = DEVIATION * median(ratios.map((ratio) => Math.abs(ratio - middle)));
  const limit = 1 - Math.max(LEAST, (ERRORS * OF_MEDIAN * deviation) / Math.sqrt(ratios.length));
  return {
    workload,
    system: 'carillon',
    unit: 'ratio',
    median: roundTo(4, middle),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
    reps: ratios.length,
    limit: roundTo(3, limit),
    isRegression: middle < limit,
  };
}
