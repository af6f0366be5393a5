import type { ChildTotals } from '@carillon/protocol';

/** Shares of a bar of all children that are known, in the order in which they are drawn. */
export function sharesOf({ of = 0, open, success, failed, stopped }: ChildTotals) {
  const ended = success + failed + stopped;
  const all = Math.max(of, ended + open);
  const share = (count: number): number => (all === 0 ? 0 : (count / all) * 100);
  return {
    all,
    ended,
    bad: failed + stopped,
    parts: [
      { name: 'success', percent: share(success) },
      { name: 'failed', percent: share(failed + stopped) },
      { name: 'active', percent: share(open) },
    ],
  };
}
