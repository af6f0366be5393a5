interface Neighbours {
  readonly older: string | undefined;
  readonly newer: string | undefined;
  /** The run itself is among those that were looked at. */
  readonly isKnown: boolean;
}

/** @param ids newest first */
export function neighboursOf(ids: readonly string[], id: string): Neighbours {
  const at = ids.indexOf(id);
  const isKnown = at >= 0;
  return { older: isKnown ? ids[at + 1] : undefined, newer: isKnown ? ids[at - 1] : undefined, isKnown };
}
