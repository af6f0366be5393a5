/**
 * `onLimit: cancel_running`: the newest ones are wanted. Of all that hold or want a slot, as many of the newest as
 * there are slots stay; the older ones make way, whether they run or still wait.
 */
export interface Contender {
  readonly runId: string;
  readonly taskNo: number;
}

/** @param contenders oldest first */
export function superseded<C extends Contender>(contenders: readonly C[], max: number): readonly C[] {
  return contenders.slice(0, Math.max(0, contenders.length - max));
}
