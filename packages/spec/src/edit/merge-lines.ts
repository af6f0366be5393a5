/** Lines of two texts that come from a third one: what differs, and what both together say. */

/** Lines `from` to `to` of the text before became these. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Beyond this many pairs of lines the part that differs is told as one change. */
const MAX_PAIRS = 4_000_000;

export function lineChanges(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  if (old.length === 0 && now.length === 0) return [];
  if (old.length === 0 || now.length === 0 || old.length * now.length > MAX_PAIRS)
    return [{ from: start, to: start + old.length, lines: now }];
  return betweenCommon(old, now, start);
}

/** By the longest common subsequence. */
function betweenCommon(old: readonly string[], now: readonly string[], start: number): readonly LineChange[] {
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        old[i] === now[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [fromOld, fromNow] = [i, j];
    while ((i < old.length || j < now.length) && !(i < old.length && j < now.length && old[i] === now[j])) {
      const isNew =
        j < now.length && (i >= old.length || (longest[i * width + j + 1] ?? 0) >= (longest[(i + 1) * width + j] ?? 0));
      if (isNew) j += 1;
      else i += 1;
    }
    if (i > fromOld || j > fromNow)
      changes.push({ from: start + fromOld, to: start + i, lines: now.slice(fromNow, j) });
    while (i < old.length && j < now.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    }
  }
  return changes;
}

/** Undefined: both changed the same place, and differently. */
export function mergeTexts(before: string, ours: string, theirs: string): string | undefined {
  const lines = before.split('\n');
  const [own, other] = [lineChanges(lines, ours.split('\n')), lineChanges(lines, theirs.split('\n'))];
  const all = [...own, ...other.filter((one) => !own.some((same) => isSame(one, same)))].sort(
    (a, b) => a.from - b.from || a.to - b.to,
  );
  if (all.some((one, no) => no > 0 && one.from <= (all[no - 1]?.to ?? -1))) return undefined;
  const merged: string[] = [];
  let at = 0;
  for (const { from, to, lines: inserted } of all) {
    merged.push(...lines.slice(at, from), ...inserted);
    at = to;
  }
  return [...merged, ...lines.slice(at)].join('\n');
}

const isSame = (a: LineChange, b: LineChange): boolean =>
  a.from === b.from && a.to === b.to && a.lines.join('\n') === b.lines.join('\n');
