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
  const pieces = piecesOf(before, ours, theirs);
  return pieces.some(({ theirs: other }) => other) ? undefined : pieces.flatMap((one) => one.lines).join('\n');
}

/** Where both changed the same place both stand, between marks that name them: no text that could be read until one is chosen. */
export function mergeByHand(
  before: string,
  ours: string,
  theirs: string,
  names: { readonly ours: string; readonly theirs: string },
): string {
  return piecesOf(before, ours, theirs)
    .flatMap(({ lines, theirs: other }) =>
      other ? [`<<<<<<< ${names.ours}`, ...lines, '=======', ...other, `>>>>>>> ${names.theirs}`] : lines,
    )
    .join('\n');
}

interface Piece {
  /** What both come to, or our side of it. */
  readonly lines: readonly string[];
  /** The other side, where the two differ. */
  readonly theirs?: readonly string[];
}

type Sided = LineChange & { readonly isOurs: boolean };

function piecesOf(before: string, ours: string, theirs: string): readonly Piece[] {
  const lines = before.split('\n');
  const sided = (text: string, isOurs: boolean): Sided[] =>
    lineChanges(lines, text.split('\n')).map((change) => ({ ...change, isOurs }));
  const all = [...sided(ours, true), ...sided(theirs, false)].sort((a, b) => a.from - b.from || a.to - b.to);
  const pieces: Piece[] = [];
  let at = 0;
  while (all.length > 0) {
    const together = takeTouching(all);
    const [from, to] = [Math.min(...together.map((one) => one.from)), Math.max(...together.map((one) => one.to))];
    const written = (isOurs: boolean) =>
      changed(
        lines,
        { from, to },
        together.filter((one) => one.isOurs === isOurs),
      );
    const [own, other] = [written(true), written(false)];
    pieces.push({ lines: lines.slice(at, from) });
    if (together.every(({ isOurs }) => !isOurs)) pieces.push({ lines: other });
    else if (together.every(({ isOurs }) => isOurs) || own.join('\n') === other.join('\n')) pieces.push({ lines: own });
    else pieces.push({ lines: own, theirs: other });
    at = to;
  }
  return [...pieces, { lines: lines.slice(at) }];
}

/** The first change with all that meet it, one after the other. Takes them out of the list. */
function takeTouching(all: Sided[]): readonly Sided[] {
  let count = 1;
  let end = all[0]?.to ?? 0;
  for (let next = all[count]; next && next.from <= end; next = all[count]) {
    end = Math.max(end, next.to);
    count += 1;
  }
  return all.splice(0, count);
}

function changed(
  lines: readonly string[],
  { from, to }: Pick<LineChange, 'from' | 'to'>,
  changes: readonly LineChange[],
): readonly string[] {
  const made: string[] = [];
  let at = from;
  for (const change of changes) {
    made.push(...lines.slice(at, change.from), ...change.lines);
    at = change.to;
  }
  return [...made, ...lines.slice(at, to)];
}
