// What was measured last of each workload, kept beside the page that is written from it: docs/performance.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../docs/performance.json', import.meta.url));

/** @returns `{at, machine, load: {before, after}, lines}` of each part that was measured, by the part's name */
export function readFigures() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

/** In the place of what was measured of this part before. */
export function keepFigures(part, measured) {
  const all = { ...readFigures(), [part]: measured };
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
}

/** Axes of growth, and other sizes of a drain or of a second of schedules, are measured one by one. */
export const partOf = ({ workload, axis, tasks, schedules }) =>
  [workload, axis ?? tasks ?? schedules].filter(Boolean).join(' ');
