/** What the platform is given to do: schedules of every overlap rule, graphs, limits, long and stubborn tasks. */
import { tell } from './ledger.ts';

/** Leaves its group and its parent, ignores TERM, and outlives whoever started it, unless the platform finds it. */
const ESCAPE = '(setsid sh -c "$ESCAPED" &)';
const ESCAPED = `trap "" TERM; while :; do ${tell('alive')}; sleep 1; done`;
const IGNORE_TERM = 'trap "" TERM';
const ANY_BYTE = '$(od -An -N1 -tu1 /dev/urandom)';
/** Seconds. */
const ONE_TO_THREE_LEASES = `$(( 15 + ${ANY_BYTE} % 31 ))`;
/** One of five attempts fails. */
const SOMETIMES = `if [ $(( ${ANY_BYTE} % 5 )) -eq 0 ]; then ${tell('end')}; exit 7; fi`;

/** Until so many seconds have gone, or all is over. */
const linger = (seconds: string): string =>
  `n=${seconds}; while [ "$n" -gt 0 ] && [ ! -e "$OVER" ]; do sleep 1; n=$((n - 1)); done`;

const work = (seconds: string, ...first: readonly string[]): string =>
  [tell('start'), ...first, `sleep ${seconds}`, tell('end')].join('\n');

const lingering = (seconds: string): string =>
  [tell('start'), ESCAPE, IGNORE_TERM, linger(seconds), tell('end')].join('\n');

const shell = (script: string, more: object = {}) => ({
  type: 'shell',
  retry: { max: 6, backoff: 'fixed', initial: '200ms', lost: 20 },
  with: { script },
  ...more,
});

export interface ScheduleLoad {
  readonly everyMs: number;
  readonly overlap: string;
}

/** How much less a slow machine is given: about so many times. */
export type Gentleness = 1 | 2 | 4;

/**
 * Seconds between firings, divisors of a minute. What runs one after the other comes seldom: what an outage left must be
 * worked off faster than it grows.
 */
const PACES: Readonly<Record<Gentleness, { readonly often: readonly number[]; readonly seldom: readonly number[] }>> = {
  1: { often: [1, 2, 5], seldom: [5, 10, 15] },
  2: { often: [2, 4, 10], seldom: [10, 20, 30] },
  4: { often: [4, 10, 20], seldom: [20, 30, 30] },
};

/** By their names, which are also those of their workflows: each overlap rule at three paces. */
export function schedules(gentleness: Gentleness): ReadonlyMap<string, ScheduleLoad> {
  const { often, seldom } = PACES[gentleness];
  const paces = { allow: often, skip: often, queue_one: often, queue_all: seldom };
  return new Map(
    Object.entries(paces).flatMap(([overlap, seconds]) =>
      seconds.map((each, at) => [`${overlap.replace('_', '-')}-${at}`, { everyMs: each * 1_000, overlap }] as const),
    ),
  );
}

/** The workflow whose task may run so often at once, whoever starts it. */
export const LIMITED = { workflow: 'limited', max: 3 };

const WIDTH = 20;
/** Servers, by the worker that begins with each of them. */
const AT_SERVERS = ['worker-1', 'worker-2', 'worker-3'];
/** By the server that the leader ends at; to be started at the next one, for a slow server would start few. */
export const RACES = AT_SERVERS.map((_, at) => `race-${at}`);
/** Together as long as a leader may take from its start to its end, both by a slow way, and its server then to write. */
const [TICKS, TICK_SECONDS] = [6, '0.8'];
/** What is begun meanwhile must still be under way then. */
const [LEADER_SECONDS, BEHIND_SECONDS] = ['0.1', '3'];

/** For what must not stand in a backlog. */
const AT_ONCE = { kind: 'Queue', project: 'default', name: 'at-once', minShare: '50%' };

/**
 * One task ends at one server while another server's end one after the other; with each of these it is waited for, and the
 * first of the two begins what is behind both. Where the way of the first server to the store is slow, some of the ticks
 * come between what it has seen and what it writes, and have begun what is behind them: it must not begin again.
 */
function raceFrom(at: number): object {
  const atOnce = (seconds: string, more: object): object => shell(work(seconds), { queue: AT_ONCE.name, ...more });
  const near = (index: number) => ({
    workers: { labels: { 'carillon/worker': AT_SERVERS[index % AT_SERVERS.length] } },
  });
  const ticks = Array.from({ length: TICKS }, (_, tick) => [
    [`tick_${tick}`, atOnce(TICK_SECONDS, { ...near(at + 1), ...(tick > 0 ? { needs: [`tick_${tick - 1}`] } : {}) })],
    [`behind_${tick}`, atOnce(BEHIND_SECONDS, { needs: ['leader', `tick_${tick}`], rule: 'one_success' })],
  ]);
  return { tasks: { leader: atOnce(LEADER_SECONDS, near(at)), ...Object.fromEntries(ticks.flat()) } };
}

const SHAPES: Readonly<Record<string, object>> = {
  graph: {
    tasks: {
      first: shell(work('0.1')),
      left: shell(work('0.2', SOMETIMES), { needs: ['first'] }),
      middle: shell(work('0.1'), { needs: ['first'], when: 'true' }),
      right: shell(work('0.3', SOMETIMES), { needs: ['first'] }),
      last: shell(work('0.05'), { needs: ['left', 'middle', 'right'], rule: 'all_done' }),
    },
    finally: { tidy: shell(work('0.05')) },
  },
  wide: {
    tasks: {
      first: shell(work('0.05')),
      ...Object.fromEntries(
        Array.from({ length: WIDTH }, (_, at) => [`part_${at}`, shell(work('0.1'), { needs: ['first'] })]),
      ),
      last: shell(work('0.05'), { needs: Array.from({ length: WIDTH }, (_, at) => `part_${at}`) }),
    },
  },
  ...Object.fromEntries(RACES.map((name, at) => [name, raceFrom(at)])),
  limited: { tasks: { only: shell(work('0.5'), { concurrency: { max: LIMITED.max } }) } },
  failing: { tasks: { only: { type: 'shell', with: { script: `${work('0.05')}\nexit 9` } } } },
  // A worker that vanishes meanwhile has its attempt given away, or has just ended it.
  long: { tasks: { only: shell(lingering(ONE_TO_THREE_LEASES)) } },
  stubborn: { tasks: { only: shell(lingering('600')) } },
  probe: { tasks: { only: shell([tell('start'), tell('end')].join('\n')) } },
};

/** A file that tells long tasks to come to their end. */
export const overOf = (ledger: string): string => `${ledger}.over`;

const headOf = (name: string, ledger: string) => ({
  kind: 'Workflow',
  project: 'default',
  name,
  env: { LEDGER: ledger, OVER: overOf(ledger), ESCAPED },
});

/** What people start, and the queue of those that must not wait. */
export const startedByHand = (ledger: string): readonly object[] => [
  AT_ONCE,
  ...Object.entries(SHAPES).map(([name, shape]) => ({ ...headOf(name, ledger), ...shape })),
];

export const startedByTime = (ledger: string, gentleness: Gentleness): readonly object[] =>
  Array.from(schedules(gentleness), ([name, { everyMs, overlap }]) => ({
    ...headOf(name, ledger),
    schedules: {
      [name]: { cron: `*/${everyMs / 1_000} * * * * *`, timezone: 'UTC', overlap, misfire: { policy: 'fire_all' } },
    },
    tasks: { only: shell(work('0.05')) },
  }));
