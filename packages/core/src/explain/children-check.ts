/** Why a task waits that is carried out by other runs: for those, and the first of them waits for something itself. */
import { formatId } from '../ids.ts';
import { blocked, type Check, passed } from './check.ts';
import { explainOther } from './fixes.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { sentenceOf } from './wait-codes.ts';

/** What is left of the wait of a run, in a sentence; undefined: it runs. */
type WhyOf = (run: RunFacts) => Check | undefined;

export function childrenEnded(row: TaskFacts | undefined, whyOf: WhyOf): Check | undefined {
  if (row?.state !== 'waiting' || !row.children) return undefined;
  const { open, ended, failed, of, first, firstFacts } = row.children;
  if (open === 0) return passed('CHILDREN');
  const why = firstFacts && whyOf(firstFacts);
  const [next] = first;
  return blocked('CHILDREN', {
    params: {
      done: ended,
      of: of ?? ended + open,
      failed: failed > 0 ? failed : undefined,
      run: next && formatId('run', next.runId),
      why: why && sentenceOf(why),
    },
    evidence: first.map(({ runId, state }) => ({ kind: 'run', name: formatId('run', runId), is: state })),
    since: row.readyAt,
    eta: why?.eta,
    fix: next && explainOther(next.runId),
  });
}
