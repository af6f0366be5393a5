/** I7: of each promise that was not kept it is said once, when its time has come, and of others never. */
import { type Check, groupBy, type PromiseFact, type Violation } from './history.ts';

const [MISSED, SUCCESS, FINISH_BY, OF_RUN] = ['SLA_MISSED', 10, 'finish_by', -1];
/** By how much a store’s clock may step back in between, and a little more. */
const STEP_MS = 30_000;

type Promised = Pick<PromiseFact, 'runId' | 'taskNo' | 'kind'>;
const nameOf = ({ runId, taskNo, kind }: Promised): string => `${kind} of ${runId}/${taskNo}`;

export const promisedOnce: Check = ({ promises, notices, runs, rested }) => {
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const noticesOf = groupBy(notices, nameOf);
  return promises.flatMap((promise): readonly Violation[] => {
    const run = runOf.get(promise.runId);
    // Promised before it stood, and then it never came.
    if (!run) return [];
    const { runId, taskNo, kind, term } = promise;
    const said = noticesOf.get(nameOf(promise)) ?? [];
    const missed = said.filter(({ code }) => code === MISSED);
    const violation = (told: string): Violation => ({ check: 'I7', told: `${nameOf(promise)} ${told}`, runId });
    if (new Set(said.map(({ code }) => code)).size < said.length) return [violation('was told of twice')];
    if (missed.some(({ at }) => at < term - STEP_MS)) return [violation('was said to be missed before its time')];
    // What a task began or ended at is not kept as exactly.
    if (!rested || kind !== FINISH_BY || taskNo !== OF_RUN) return [];
    const endedAt = run.state === SUCCESS ? (run.endedAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    if (endedAt > term && missed.length === 0) return [violation('was missed, and nobody was told')];
    if (endedAt <= term - STEP_MS && missed.length > 0) return [violation('was kept, and said to be missed')];
    return [];
  });
};
