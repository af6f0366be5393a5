/**
 * What queues ask before a ready task run is given to a worker: whether its queue lets it go, and whose turn it is. Both
 * are asked of the very shares that the dispatcher gives room by (queue/shares.ts).
 */
import type { BacklogLane } from '../ports/queue-store.ts';
import type { LaneRecord } from '../ports/engine-store.ts';
import { isCapable } from '../placement/verdict.ts';
import { holdersOf, type QueueBook, sharesOf } from '../queue/queue-standing.ts';
import type { Gate } from '../queue/shares.ts';
import { blocked, type Check, type Evidence, passed } from './check.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { resumeQueue, showQueue } from './fixes.ts';
import { once } from './once.ts';
import type { Subject } from './subject.ts';

export interface QueueFacts {
  readonly book: QueueBook;
  /** Lanes with ready task runs. */
  readonly waiting: readonly BacklogLane[];
}

type Asked = Pick<Subject, 'run' | 'row'>;

const SHOWN_HOLDERS = 10;
const percent = (share: number): string => `${Math.round(share * 1_000) / 10}%`;

/** Of a task run that a claim could lease. */
function ready({ run, row }: Asked): { row: TaskFacts; lane: LaneRecord; queues: QueueFacts } | undefined {
  const { queues } = run;
  const lane = row?.isClaimable ? row.line?.lane : undefined;
  return row && lane && queues ? { row, lane, queues } : undefined;
}

const sharesIn = once(({ book }: QueueFacts) => sharesOf(book));
const gatesIn = once((queues: QueueFacts) => once((lane: LaneRecord) => sharesIn(queues).gate(lane)));
const holdersIn = once(({ book }: QueueFacts) =>
  once(({ queue }: Extract<Gate, { kind: 'max_share' }>) =>
    holdersOf(queue, book)
      .slice(0, SHOWN_HOLDERS)
      .map(
        ({ tenant, project, running }): Evidence => ({
          kind: 'fact',
          name: `${tenant}/${project}`,
          is: 'holds',
          params: { running },
        }),
      ),
  ),
);

export function queueOpen(asked: Asked): Check | undefined {
  const subject = ready(asked);
  if (!subject) return undefined;
  const { row, lane, queues } = subject;
  const gate = gatesIn(queues)(lane);
  switch (gate.kind) {
    case 'open':
      return passed('QUOTA', { params: { queue: lane.queue } });
    case 'paused': {
      const record = queues.book.queues.find(({ document }) => document.name === gate.queue);
      return blocked('PAUSED', {
        params: { level: 'queue', queue: gate.queue, actor: record?.pausedBy, message: record?.pauseReason },
        since: record?.pausedAt,
        fix: resumeQueue(gate.queue),
      });
    }
    case 'max_share':
      return blocked('QUOTA', {
        params: {
          queue: gate.queue,
          used: percent(gate.used),
          max: percent(gate.max),
          ahead: row.line?.ahead || undefined,
        },
        evidence: holdersIn(queues)(gate),
        since: row.readyAt,
        fix: showQueue(gate.queue),
      });
  }
}

/** Who goes first where there is not room for all; undefined: the lane does. */
const firstIn = once((run: RunFacts) =>
  once((lane: LaneRecord) => {
    const { queues, workers } = run;
    if (!queues) return undefined;
    const shares = sharesIn(queues);
    const rivals = queues.waiting.filter(
      ({ lane: other }) =>
        other.key !== lane.key &&
        gatesIn(queues)(other).kind === 'open' &&
        workers.some((worker) => !worker.isGone && isCapable(worker, lane) && isCapable(worker, other)),
    );
    const ranks = new Map(rivals.map((rival) => [rival.lane.key, rival.rank]));
    const own = queues.waiting.find((one) => one.lane.key === lane.key)?.rank ?? Number.POSITIVE_INFINITY;
    const rankOf = ({ key }: LaneRecord): number => (key === lane.key ? own : (ranks.get(key) as number));
    const ahead = rivals.filter(({ lane: other }) => shares.first([lane, other], rankOf) !== lane);
    const first = shares.first([lane, ...ahead.map((rival) => rival.lane)], rankOf);
    if (!first || first === lane) return undefined;
    return {
      who: first.queue === lane.queue ? `${first.tenant}/${first.project}` : `the queue ${first.queue}`,
      ahead: ahead.length,
      evidence: ahead.slice(0, SHOWN_HOLDERS).map(
        ({ lane: other }): Evidence => ({
          kind: 'fact',
          name: `${other.queue} ${other.tenant}/${other.project}`,
          is: 'goes_first',
        }),
      ),
    };
  }),
);

/** Only while there is no room for it: else all are given some. @param hasRoom a worker could take it now */
export function fairShare(asked: Asked, hasRoom: boolean): Check | undefined {
  const subject = ready(asked);
  if (!subject || subject.queues.waiting.length === 0) return undefined;
  const { row, lane } = subject;
  const first = hasRoom ? undefined : firstIn(asked.run)(lane);
  if (!first) return passed('FAIR_SHARE', { params: { queue: lane.queue } });
  const { who, ahead, evidence } = first;
  return blocked('FAIR_SHARE', {
    params: { queue: lane.queue, who, ahead },
    evidence,
    since: row.readyAt,
    fix: showQueue(lane.queue),
  });
}
