/** I7: what is sent to a run reaches a task of it that waits, and one alone. */
import { type Check, groupBy, type SignalFact, type Violation } from './history.ts';

const EXPIRED = 'WAIT_EXPIRED';
/** A wait is looked at each half minute at least, and once more when it is over. */
const SEEN_WITHIN_MS = 60_000;

export const signalledOnce: Check = ({ signals, taskEnds, events }) => {
  const sent = new Map(signals.map((signal) => [signal.id, signal]));
  // A rerun shows what its first run took.
  const ends = taskEnds.filter(({ signalId, reason }) => signalId !== undefined && reason !== 'REUSED');
  const violation = (told: string, runId: string): Violation => ({ check: 'I7', told, runId });
  const wrong = [...groupBy(ends, ({ runId, signalId }) => `${runId}/${signalId}`).values()].flatMap((some) => {
    const [{ runId, signalId = '' } = { runId: '' }] = some;
    if (some.length > 1) return [violation(`signal ${signalId} was taken by ${some.length} tasks of ${runId}`, runId)];
    return sent.get(signalId)?.runId === runId
      ? []
      : [violation(`signal ${signalId} was never sent to ${runId}`, runId)];
  });
  const taken = new Set(ends.map(({ signalId }) => signalId));
  // Who was freed of its wait by a person, or tried it again, took what nobody shows any more.
  const meddled = new Set(
    events.flatMap(({ runId, steps }) =>
      steps.some(({ to, reason }) => to === 'pending' || reason?.code === 'MARKED') ? [runId] : [],
    ),
  );
  const kept = groupBy(
    signals.filter(({ id, runId, keptAt }) => keptAt !== undefined && !taken.has(id) && !meddled.has(runId)),
    ({ runId }) => runId,
  );
  const isOverlooked = ({ keptAt = 0 }: SignalFact, seenAt: number): boolean => seenAt > keptAt + SEEN_WITHIN_MS;
  const missed = taskEnds.flatMap(({ runId, taskNo, reason, seenAt }) => {
    const overlooked = reason === EXPIRED && kept.get(runId)?.find((signal) => isOverlooked(signal, seenAt));
    return overlooked ? [violation(`task ${taskNo} of ${runId} never saw signal ${overlooked.id}`, runId)] : [];
  });
  return [...wrong, ...missed];
};
