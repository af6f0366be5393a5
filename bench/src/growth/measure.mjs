// One axis from its smallest size to the largest that is asked for: a line for each size, and one for how the cost grows.
import { median, roundTo } from '../report.mjs';
import { AXES } from './axes.mjs';
import { exponentOf, LINEAR } from './slope.mjs';

const MIB = 2 ** 20;

/** @param print called with each line as soon as it is known */
export async function measureGrowth({ axis, reps, most }, print) {
  const { unit, sizes, measure } = AXES[axis];
  const asked = sizes.filter((size) => size <= most);
  const steps = [];
  await measure({
    sizes: asked,
    reps,
    step({ at, values, rssMiB }) {
      const line = {
        workload: 'growth',
        system: 'carillon',
        axis,
        at,
        unit,
        median: roundTo(4, median(values)),
        min: roundTo(4, Math.min(...values)),
        max: roundTo(4, Math.max(...values)),
        reps: values.length,
        rssMiB: roundTo(4, rssMiB),
      };
      steps.push(line);
      print(line);
    },
  });
  if (steps.length > 1) print(growthOf(axis, steps));
}

function growthOf(axis, steps) {
  const points = (key) => steps.map((step) => ({ at: step.at, value: step[key] }));
  const exponents = ['median', 'min', 'max'].map((key) => roundTo(3, exponentOf(points(key))));
  const [first, last] = [steps[0], steps.at(-1)];
  return {
    workload: 'growth',
    system: 'carillon',
    axis,
    unit: 'exponent',
    median: exponents[0],
    min: Math.min(...exponents),
    max: Math.max(...exponents),
    reps: last.reps,
    bytesPerUnit: Math.round((Math.max(0, last.rssMiB - first.rssMiB) * MIB) / (last.at - first.at)),
    isDefect: exponents[0] > LINEAR,
  };
}

export function growthText(line) {
  const head = `growth       ${line.axis.padEnd(10)}`;
  if (line.unit !== 'exponent')
    return `${head} ${String(line.at).padStart(10)}: ${line.median} ${line.unit} (${line.min} – ${line.max}), ${line.rssMiB} MiB`;
  const verdict = line.isDefect ? 'DEFECT: dearer than linear' : 'no dearer than linear';
  return `${head} exponent ${line.median} per unit (${line.min} – ${line.max}), ${line.bytesPerUnit} bytes a unit: ${verdict}`;
}
