// What was measured, as lines for programs and for people.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const roundTo = (digits, value) => Number(value.toPrecision(digits));
const round = (value) => roundTo(4, value);

/** @param measured `{unit, value, p99?, figure?, beside?}` of each repetition */
export function lineOf(workload, system, measured) {
  const values = measured.map(({ value }) => value);
  const p99s = measured.flatMap(({ p99 }) => p99 ?? []);
  const { unit, figure, beside } = measured.at(-1);
  return {
    workload,
    system,
    ...(figure === undefined ? {} : { figure }),
    unit,
    median: round(median(values)),
    min: round(Math.min(...values)),
    max: round(Math.max(...values)),
    reps: measured.length,
    ...(p99s.length > 0 ? { p99: round(median(p99s)) } : {}),
    ...beside,
  };
}

/**
 * How many times as good Carillon is as this system: above 1 it is better, whether more or less of the unit is.
 * Of one run only, whose repetitions alternate: between two runs the machine is another one.
 */
export function withRatios(lines) {
  return lines.map((line) => {
    const own = lines.find(({ workload, system }) => workload === line.workload && system === 'carillon');
    if (!own || line.system === 'carillon') return line;
    return { ...line, ratio: betterBy(own.median, line.median, line.unit), ...ratioOfP99(own, line) };
  });
}

const isMoreBetter = (unit) => unit.endsWith('/s');
export const betterBy = (own, other, unit) => round(isMoreBetter(unit) ? own / other : other / own);
const ratioOfP99 = (own, { p99, unit }) => (own.p99 && p99 ? { ratioP99: betterBy(own.p99, p99, unit) } : {});

/** Keys that the text of a line does not name by themselves. */
const TOLD = ['workload', 'system', 'figure', 'unit', 'median', 'min', 'max', 'reps', 'p99', 'ratio', 'ratioP99'];

export function textOf(line) {
  const { workload, system, figure, unit, median: middle, min, max, p99, ratio, ratioP99 } = line;
  const spread = `(${min} – ${max})${p99 === undefined ? '' : `, p99 ${p99}`}`;
  const against =
    ratio === undefined ? '' : `  carillon × ${ratio}${ratioP99 === undefined ? '' : `, p99 × ${ratioP99}`}`;
  const beside = Object.entries(line).filter(([key]) => !TOLD.includes(key));
  const more =
    beside.length > 0 ? `  ${beside.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ')}` : '';
  return `${workload.padEnd(12)} ${(figure ?? system).padEnd(16)} ${String(middle).padStart(10)} ${unit.padEnd(8)} ${spread}${against}${more}`;
}
