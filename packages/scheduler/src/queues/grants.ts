/**
 * Who of those that wait is given the room there is: planned in memory, and taken at once, so that claims that are in
 * flight are counted. Where one lane waits alone it is given all the room of a worker; where several do, they are given
 * it task by task in the order of their shares.
 */
import { chooseWorker, isCapable, type LaneRecord, newTurns, noteTurn, type Turns } from '@carillon/core';
import { host } from '@carillon/runtime';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import type { QueueBoard } from './queue-board.ts';
import type { Room } from './room.ts';

/** Of one claim, and of one plan. */
export const MAX_CLAIM = 1_000;
/** At lanes, in one plan: each task that is given looks at all that wait, and heartbeats wait meanwhile. */
const MAX_LOOKS = 20_000;
const MIN_PLAN = 16;
/** Lanes that a task which has just become ready looks at; where more wait, it waits with them. */
const MAX_RIVALS = 256;

export interface WaitingLane {
  readonly lane: LaneRecord;
  /** Of the first of its ready task runs, as far as it is known. */
  readonly headRank: number;
}

export interface Grant<W extends WaitingLane> {
  readonly waiting: W;
  readonly worker: ConnectedWorker;
  readonly count: number;
}

export interface Grants {
  /** Room was taken for what is returned. */
  plan<W extends WaitingLane>(waiting: readonly W[]): readonly Grant<W>[];
  /** A place for a task that has just become ready, unless others come first. Room is taken. */
  direct(one: WaitingLane, others: ReadonlyMap<number, WaitingLane>): ConnectedWorker | undefined;
}

export interface GrantsParts {
  readonly sessions: Sessions;
  readonly board: QueueBoard;
  readonly room: Room;
}

export function createGrants({ sessions, board, room }: GrantsParts): Grants {
  const turns = new Map<number, Turns>();

  const choose = (lane: LaneRecord, among?: ReadonlySet<ConnectedWorker>): ConnectedWorker | undefined => {
    const { selector } = lane;
    if (isPlain(lane) && !among) return sessions.pick(lane);
    const fitting = sessions.fitting(lane, among);
    if (fitting.length === 0) return undefined;
    const candidates = fitting.map((worker) => ({ ...pickable(worker), worker }));
    const online = selector.prefer.length === 0 && isPlain(lane) ? [] : board.online(lane);
    return chooseWorker({ selector, fitting: candidates, online, turns: turnsOf(lane), random: () => host.random() })
      ?.worker;
  };

  const turnsOf = ({ key }: LaneRecord): Turns => {
    let known = turns.get(key);
    if (!known) {
      known = newTurns();
      turns.set(key, known);
    }
    return known;
  };

  const take = (lane: LaneRecord, worker: ConnectedWorker, count: number): void => {
    if (!isPlain(lane)) noteTurn(turnsOf(lane), worker.name);
    room.take(worker, lane, count);
  };

  const isOpen = ({ lane }: WaitingLane): boolean => board.shares.gate(lane).kind === 'open';

  const isBefore = (rival: WaitingLane, one: WaitingLane): boolean =>
    board.shares.first([rival.lane, one.lane], (any) => (any === one.lane ? one : rival).headRank) === rival.lane;

  function all<W extends WaitingLane>(waiting: W): readonly Grant<W>[] {
    const worker = sessions.pick(waiting.lane);
    if (!worker || !isWorthClaiming(worker)) return [];
    const count = Math.min(room.fits(worker, waiting.lane), MAX_CLAIM);
    take(waiting.lane, worker, count);
    return [{ waiting, worker, count }];
  }

  function byShares<W extends WaitingLane>(waiting: readonly W[]): readonly Grant<W>[] {
    const worthy = new Set([...sessions.all()].filter(isWorthClaiming));
    const byLane = new Map(waiting.map((one) => [one.lane, one]));
    const counts = new Map<W, Map<ConnectedWorker, number>>();
    // First, and once: to find it out of them one by one would cost the square of their number.
    const able = [...worthy];
    let lanes = waiting.flatMap(({ lane }) => (able.some((worker) => isCapable(worker, lane)) ? [lane] : []));
    const most = Math.min(MAX_CLAIM, Math.max(MIN_PLAN, Math.floor(MAX_LOOKS / lanes.length)));
    for (let planned = 0; planned < most && lanes.length > 0; ) {
      if (!board.shares.isUnbounded) lanes = lanes.filter((lane) => board.shares.gate(lane).kind === 'open');
      const lane = board.shares.first(lanes, (one) => (byLane.get(one) as W).headRank);
      if (!lane) break;
      const worker = choose(lane, worthy);
      if (!worker) {
        lanes = lanes.filter((one) => one !== lane);
        continue;
      }
      take(lane, worker, 1);
      planned++;
      const one = byLane.get(lane) as W;
      const workers = counts.get(one) ?? new Map<ConnectedWorker, number>();
      counts.set(one, workers.set(worker, (workers.get(worker) ?? 0) + 1));
    }
    return [...counts].flatMap(([one, workers]) =>
      [...workers].map(([worker, count]) => ({ waiting: one, worker, count })),
    );
  }

  return {
    plan(waiting) {
      const [only] = waiting;
      if (!only) return [];
      const isAlone = waiting.length === 1 && board.shares.isUnbounded && isPlain(only.lane);
      return isAlone ? all(only) : byShares(waiting.filter(isOpen));
    },
    direct(one, others) {
      const { lane } = one;
      if (!board.shares.isUnbounded && !isOpen(one)) return undefined;
      const worker = others.size > MAX_RIVALS ? undefined : choose(lane);
      if (!worker) return undefined;
      // Those whom the same worker could serve come first when less is theirs.
      const among = new Set([worker]);
      for (const rival of others.values())
        if (choose(rival.lane, among) === worker && isOpen(rival) && isBefore(rival, one)) return undefined;
      take(lane, worker, 1);
      return worker;
    },
  };
}

const pickable = ({ name, labels, credit }: ConnectedWorker) => ({ name, labels, room: credit });

/** Any worker will do, and the one with most room is best. */
const isPlain = ({ selector }: LaneRecord): boolean =>
  selector.strategy === 'least_loaded' && selector.prefer.length === 0 && selector.bucket === undefined;

/**
 * A free slot always is. While all slots have work and attempts are short, as a window beyond them says, a
 * handful of free places is not worth a round trip: more are about to come free.
 */
const isWorthClaiming = ({ credit, places, slots }: ConnectedWorker): boolean =>
  places - credit < slots || credit >= Math.min(MAX_CLAIM, places / 4);
