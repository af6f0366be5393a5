/**
 * What must hold of every history. Most of it is what a simulation is judged by; here is what only real processes, a real
 * store and a receiver of one's own can show. None means that it holds.
 */
import { violationsOf as commonViolationsOf } from '@carillon/testkit/sim';
import type { ChaosHistory } from './history.ts';
import type { Seen } from './stream.ts';

export interface Finding {
  readonly check: string;
  readonly told: string;
  readonly runId?: string | undefined;
}

type Check = (history: ChaosHistory) => readonly Finding[];

const [SUCCESS, FAILED, LOST] = [10, 11, 16];

/** A success is one's own: the code of the attempt that it is ascribed to has come to its end. */
const successEarned: Check = ({ taskEnds, runs, executions, finished }) => {
  const tells = new Set(executions.map(({ runId }) => runId));
  const outcomes = [
    ...taskEnds.map(({ runId, state, attemptId }) => ({ runId, state, attemptId })),
    ...runs.map(({ id, state, attemptId }) => ({ runId: id, state, attemptId })),
  ];
  return outcomes.flatMap(({ runId, state, attemptId }) =>
    state !== SUCCESS || attemptId === undefined || !tells.has(runId) || finished.has(attemptId)
      ? []
      : [{ check: 'I5', told: `${runId} succeeded by ${attemptId}, whose code has not come to its end`, runId }],
  );
};

/** However often a request was sent. */
const oneRunForKey: Check = ({ keys }) => {
  const told = new Set<string>();
  return keys
    .filter((key) => told.has(key) || !told.add(key))
    .map((key) => ({ check: 'I3', told: `key ${key} stands for more than one run` }));
};

/** Whoever failed was told of, at least once. */
const alertsDelivered: Check = ({ runs, alertedRuns }) =>
  runs.flatMap(({ id, state }) =>
    state === FAILED && !alertedRuns.has(id)
      ? [{ check: 'I7', told: `run ${id} failed and no alert arrived`, runId: id }]
      : [],
  );

/** A transaction without a number stands for all of it. */
const positionOf = (id: string): readonly [xid: bigint, seq: bigint] => {
  const [xid = '', seq] = id.split('-');
  return [BigInt(xid), seq === undefined ? 2n ** 63n : BigInt(seq)];
};
const isBehind = (id: string, other: string): boolean => {
  const [[xid, seq], [otherXid, otherSeq]] = [positionOf(id), positionOf(other)];
  return xid > otherXid || (xid === otherXid && seq > otherSeq);
};

/** Every event after the first that the reader saw reached it, and each one behind those of earlier transactions. */
const eventsDelivered: Check = ({ outbox, seen, gaps }) => {
  const first = seen.at(0);
  if (!first) return outbox.length === 0 ? [] : [{ check: 'I7', told: 'the reader of the stream saw nothing' }];
  const known = new Set(seen.map(({ id }) => id));
  const isOwed = (id: string): boolean =>
    isBehind(id, first.id) && !gaps.some(({ after, until }) => isBehind(id, after) && !isBehind(id, until));
  const missing = outbox
    .filter(({ id }) => !known.has(id) && isOwed(id))
    .map(({ id, runId }) => ({ check: 'I7', told: `event ${id} of run ${runId} never came`, runId }));
  const disordered = firstTimes(seen).flatMap(({ id, runId }, index, all) => {
    const before = all[index - 1];
    return before !== undefined && isBehind(before.id, id)
      ? [{ check: 'I7', told: `event ${id} of run ${runId} came after ${before.id}`, runId }]
      : [];
  });
  return [...missing, ...disordered];
};

/** What came twice counts when it came first. */
function firstTimes(seen: readonly Seen[]): readonly Seen[] {
  const told = new Set<string>();
  return seen.filter(({ id }) => !told.has(id) && told.add(id));
}

/** Events of one run come as they were committed, which their `seq` tells, even where their transactions had begun otherwise. */
const eventsInSequence: Check = ({ seen }) => {
  const newest = new Map<string, bigint>();
  return firstTimes(seen).flatMap(({ id, runId }) => {
    const [, seq] = positionOf(id);
    if (seq < (newest.get(runId) ?? 0n))
      return [{ check: 'I7', told: `event ${id} of run ${runId} came after ${newest.get(runId)} of it`, runId }];
    newest.set(runId, seq);
    return [];
  });
};

/** What a lease that ran out can have to do with. */
const BEFORE_LOSS_MS = 60_000;

/** A store that is away is not a worker that died: nothing is given away by an outage alone. */
const keptThroughOutage: Check = ({ attemptEnds, troubles }) =>
  attemptEnds.flatMap(({ runId, attemptId, state, endedAt }) => {
    const about = troubles.filter(({ from, to }) => from <= endedAt && to >= endedAt - BEFORE_LOSS_MS);
    const isOutage = about.length > 0 && about.every(({ what }) => what.startsWith('store_'));
    if (state !== LOST || !isOutage) return [];
    const faults = about.map(({ what }) => what).join(', ');
    return [
      { check: 'I6', told: `attempt ${attemptId} of ${runId} was given away, after no more than ${faults}`, runId },
    ];
  });

/** What is limited never runs more often at once, but for attempts that were given up with their worker. */
const withinLimit: Check = ({ executions, attemptEnds, limited }) => {
  const lost = new Set(attemptEnds.flatMap(({ state, attemptId }) => (state === LOST ? [attemptId] : [])));
  const moves = executions
    .filter(({ runId, attemptId }) => limited.runIds.has(runId) && !lost.has(attemptId))
    .flatMap(({ from, to, runId }) => [
      { at: from, by: 1, runId },
      { at: to ?? from, by: -1, runId },
    ]);
  let running = 0;
  for (const { by, runId } of moves.sort((a, b) => a.at - b.at || a.by - b.by)) {
    running += by;
    if (running > limited.max)
      return [{ check: 'I9', told: `${running} attempts ran at once under a limit of ${limited.max}`, runId }];
  }
  return [];
};

/** A lease is taken when it is free. */
const takenWhenFree: Check = ({ takes }) =>
  takes.flatMap(({ name, at, freeAt }) =>
    freeAt !== undefined && freeAt > at
      ? [{ check: 'I10', told: `${name} was taken ${freeAt - at} ms before it was free` }]
      : [],
  );

/** Only who leads writes. */
const writtenInTerm: Check = ({ writes }) =>
  writes.flatMap(({ consumer, by, leader }) =>
    leader === undefined || leader === by
      ? []
      : [{ check: 'I10', told: `the cursor of ${consumer} was moved by ${by} while ${leader} led` }],
  );

const noSurvivor: Check = ({ survivors }) =>
  survivors.map((process) => ({ check: 'I11', told: `a process of an attempt is left: ${process}` }));

const nothingOpen: Check = ({ openTransactions }) =>
  openTransactions.map((one) => ({ check: 'I12', told: `a transaction is open although all is quiet: ${one}` }));

const CHECKS: readonly Check[] = [
  commonViolationsOf,
  oneRunForKey,
  successEarned,
  alertsDelivered,
  eventsDelivered,
  eventsInSequence,
  keptThroughOutage,
  withinLimit,
  takenWhenFree,
  writtenInTerm,
  noSurvivor,
  nothingOpen,
];

export const violationsOf = (history: ChaosHistory): readonly Finding[] => CHECKS.flatMap((check) => check(history));
