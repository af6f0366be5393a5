/**
 * A hierarchical timing wheel: scheduling, cancelling and advancing cost the same whether it holds ten
 * deadlines or a million. Levels are 64 slots; a deadline lies on the level of the highest digit (base 64,
 * in ticks) in which it differs from now, so that all of a level come before all of the next.
 */

export interface Wheel {
  readonly size: number;
  /** Sets or moves the deadline of an id; one that has passed is given out by the next advance. */
  schedule(id: string, at: number): void;
  cancel(id: string): boolean;
  /** The ids whose deadlines are at or before `now`, earliest first; never one too early. Time does not go back. */
  advance(now: number): string[];
  /** The earliest deadline. */
  nextDeadline(): number | undefined;
}

interface Entry {
  readonly id: string;
  readonly at: number;
  /** Order of scheduling, for deadlines that are equal. */
  readonly order: number;
  slot: Set<Entry>;
}

const SLOTS = 64;
/** 64^8 ticks are more than any number of milliseconds a date can have. */
const LEVELS = 9;

export function createWheel({ tickMs, now = 0 }: { readonly tickMs: number; readonly now?: number }): Wheel {
  const levels = Array.from({ length: LEVELS }, () => Array.from({ length: SLOTS }, () => new Set<Entry>()));
  const counts = levels.map(() => 0);
  const entries = new Map<string, Entry>();
  const levelOf = new Map<Set<Entry>, number>(
    levels.flatMap((slots, level) => slots.map((slot) => [slot, level] as const)),
  );
  let current = Math.floor(now / tickMs);
  let scheduled = 0;

  function place(entry: Entry): void {
    const tick = Math.max(current, Math.floor(entry.at / tickMs));
    const level = levelBetween(current, tick);
    entry.slot = (levels[level] as Set<Entry>[])[Math.floor(tick / SLOTS ** level) % SLOTS] as Set<Entry>;
    entry.slot.add(entry);
    counts[level] = (counts[level] as number) + 1;
  }

  function remove(entry: Entry): void {
    entry.slot.delete(entry);
    const level = levelOf.get(entry.slot) as number;
    counts[level] = (counts[level] as number) - 1;
  }

  /** The first slot that holds anything, and the tick at which it begins. */
  function firstSlot(): { readonly slot: Set<Entry>; readonly tick: number; readonly level: number } | undefined {
    const level = counts.findIndex((count) => count > 0);
    if (level < 0) return undefined;
    const width = SLOTS ** level;
    const digit = Math.floor(current / width) % SLOTS;
    for (let i = digit; i < SLOTS; i++) {
      const slot = (levels[level] as Set<Entry>[])[i] as Set<Entry>;
      if (slot.size > 0) return { slot, level, tick: (Math.floor(current / (width * SLOTS)) * SLOTS + i) * width };
    }
    throw new Error(`the wheel lost ${counts[level]} entries of level ${level}`);
  }

  function advance(to: number): string[] {
    const target = Math.max(current, Math.floor(to / tickMs));
    const due: Entry[] = [];
    for (let first = firstSlot(); first && first.tick <= target; first = firstSlot()) {
      current = Math.max(current, first.tick);
      const taken = [...first.slot];
      for (const entry of taken) remove(entry);
      const later = taken.filter((entry) => entry.at > to);
      due.push(...taken.filter((entry) => first.level === 0 && entry.at <= to));
      for (const entry of first.level === 0 ? later : taken) place(entry);
      if (first.level === 0 && later.length > 0) break;
    }
    // Slots that begin after the target keep their levels: they differ from it in the same digit as before.
    current = target;
    for (const entry of due) entries.delete(entry.id);
    return due.sort((a, b) => a.at - b.at || a.order - b.order).map((entry) => entry.id);
  }

  return {
    get size() {
      return entries.size;
    },
    schedule(id, at) {
      const known = entries.get(id);
      if (known) remove(known);
      const entry: Entry = { id, at, order: scheduled++, slot: new Set() };
      entries.set(id, entry);
      place(entry);
    },
    cancel(id) {
      const known = entries.get(id);
      if (!known) return false;
      remove(known);
      return entries.delete(id);
    },
    advance,
    nextDeadline() {
      let earliest: number | undefined;
      for (const { at } of firstSlot()?.slot ?? []) if (earliest === undefined || at < earliest) earliest = at;
      return earliest;
    },
  };
}

function levelBetween(from: number, to: number): number {
  let level = 0;
  let width = SLOTS;
  while (Math.floor(from / width) !== Math.floor(to / width)) {
    level += 1;
    width *= SLOTS;
  }
  return level;
}
