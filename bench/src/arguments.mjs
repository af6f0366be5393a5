// The command line of the benchmark.
import { parseArgs } from 'node:util';
import { AXES } from './growth/axes.mjs';
import { SIZE } from './own.mjs';
import { PEERS } from './peers.mjs';

const HELP = `npm run -s bench -- [options]

  --workload a,b   what to measure; without it, all that are compared:
                   COMPARED
                   alone: ALONE
  --peers a,b      beside Carillon: PEERS
  --reps N         repetitions; 3 without it, 5 with peers
  --axis a,b       along which growth is measured: AXES
  --most N         largest size of an axis
  --tasks N        tasks of throughput and start (20000)
  --due N          schedules of cron that are due in one second (1000)
  --stored N       other schedules beside those that are due, for cron (0)
  --ready N        ready tasks of backlog (1000000)
  --history N      ended runs beside api (1000000)
  --minutes N      minutes of load for memory (5)
  --database-url U a throw-away PostgreSQL instead of the embedded one
  --json           one line of JSON for each figure
  --report         also into docs/performance.md
`;

const NUMBERS = {
  reps: undefined,
  most: Number.POSITIVE_INFINITY,
  tasks: SIZE.tasks,
  due: SIZE.schedules,
  stored: SIZE.stored,
  ready: 1_000_000,
  history: 1_000_000,
  minutes: 5,
};

/** @param known `{compared, alone}`: names of workloads. Ends the program for `--help` and for what it does not know. */
export function readArguments({ compared, alone }) {
  const flags = parse();
  if (flags.help) {
    const lists = { COMPARED: compared, ALONE: alone, PEERS, AXES: Object.keys(AXES) };
    const text = HELP.replace(/\b(COMPARED|ALONE|PEERS|AXES)\b/g, (name) => lists[name].join(', '));
    process.stdout.write(text);
    process.exit(0);
  }
  const numbers = Object.entries(NUMBERS).map(([name, absent]) => [name, numberOf(name, flags[name], absent)]);
  return {
    ...Object.fromEntries(numbers),
    workloads: namesIn(flags.workload, [...compared, ...alone], 'workload', compared),
    peers: namesIn(flags.peers, PEERS, 'peer', []),
    axes: namesIn(flags.axis, Object.keys(AXES), 'axis', Object.keys(AXES)),
    databaseUrl: flags['database-url'],
    json: flags.json,
    report: flags.report,
  };
}

function parse() {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const options = {
    ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, text])),
    workload: text,
    peers: text,
    axis: text,
    'database-url': text,
    json: flag,
    report: flag,
    help: { ...flag, short: 'h' },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error.message);
  }
}

function namesIn(list, known, what, absent) {
  if (list === undefined) return absent;
  const names = list.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) fail(`unknown ${what} ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names;
}

function numberOf(name, text, absent) {
  if (text === undefined) return absent;
  const number = Number(text);
  if (Number.isInteger(number) && number >= (name === 'stored' ? 0 : 1)) return number;
  return fail(`--${name} ${text} is no whole number${name === 'stored' ? '' : ' above 0'}`);
}

function fail(message) {
  process.stderr.write(`${message}; --help tells what there is\n`);
  process.exit(2);
}
