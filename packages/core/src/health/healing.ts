/** What a crash, a lost worker or a fault left and a server made good by itself: the kinds, and what was done about each. */
export const HEALINGS = {
  undecided: 'A task run that nobody had decided was decided.',
  endable: 'A run whose tasks had all ended was ended.',
  failing: 'A failure that had not reached the rest of its run stopped or held it.',
  children: 'Child runs that were not started, stopped or counted were.',
  limits: 'Places in limits that nobody held any more were given back.',
  schedule: 'A schedule without a next time was planned anew.',
  unsent: 'An attempt that its worker had never received was sent again, or handed on.',
  lost: 'An attempt of a lost worker was handed on.',
} as const;
export type HealingKind = keyof typeof HEALINGS;
export const HEALING_KINDS = Object.keys(HEALINGS) as readonly HealingKind[];

export interface Healing {
  readonly kind: HealingKind;
  /** Public id of what was healed; undefined where one record stands for several. */
  readonly object: string | undefined;
  readonly count: number;
}

/** So many of one kind in one step are told one by one. */
const MAX_NAMED = 20;

/** Those of one step. What is beyond the first ones is one record with their number. */
export function healingsOf(kind: HealingKind, healed: readonly string[] | number): readonly Healing[] {
  const named = typeof healed === 'number' ? [] : healed.slice(0, MAX_NAMED);
  const rest = typeof healed === 'number' ? healed : healed.length - named.length;
  return [
    ...named.map((object) => ({ kind, object, count: 1 })),
    ...(rest > 0 ? [{ kind, object: undefined, count: rest }] : []),
  ];
}
