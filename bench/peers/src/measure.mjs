// What every peer's file measures with.
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Milliseconds since 1970 with fractions, comparable between processes of one machine. */
export const now = () => performance.timeOrigin + performance.now();
export const secondsSince = (from) => (performance.now() - from) / 1_000;
export const range = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const TIMEOUT_MS = 180_000;

/** Resolves when `hit` was called so often. */
export function countdown(count, timeoutMs = TIMEOUT_MS) {
  let left = count;
  let settle;
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${left} of ${count} have not come`)), timeoutMs);
    settle = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return {
    done,
    hit() {
      left -= 1;
      if (left === 0) settle();
    },
  };
}

export async function until(isSo, everyMs = 5) {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('what was waited for has not come');
    await wait(everyMs);
  }
}

/** Calls on an absolute timetable: a late call does not delay the next. */
export async function paced(count, everyMs, act) {
  const begun = performance.now();
  for (let i = 0; i < count; i++) {
    await wait(Math.max(0, begun + i * everyMs - performance.now()));
    act(i);
  }
}

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { value: at(0.5), p99: at(0.99) };
}

/** Batches of a bulk call. */
export async function inBatches(count, size, act) {
  for (let from = 0; from < count; from += size) await act(from, Math.min(size, count - from));
}
