import { durationText, elapsedMs } from './duration.ts';
import { useNow } from './use-now.ts';

/** Time between two instants; moves while the second one is not there yet. */
export function Elapsed({ from, to }: { from: string | undefined; to: string | undefined }) {
  const now = useNow(from !== undefined && to === undefined);
  const ms = elapsedMs(from, to, now);
  return ms === undefined ? <span className="soft">–</span> : <span className="duration">{durationText(ms)}</span>;
}
