/** How long statements take, as those feel it who wait for them. One that does not end counts from its beginning. */
import { host } from '@carillon/runtime';
import pg from 'pg';

export interface StatementTimes {
  /** 99th percentile, in milliseconds. */
  readonly p99Ms: number;
  readonly count: number;
}

export interface StatementMeter {
  /** Since it was last asked. */
  take(): StatementTimes;
  /** A client that tells of all its statements. */
  readonly Client: typeof pg.Client;
}

/** More in one interval are told by the last so many. */
const MAX_KEPT = 4_096;

/** @param onEnded told of each, by its name; those without one are `unnamed` */
export function createStatementMeter(onEnded: (name: string, ms: number) => void = () => undefined): StatementMeter {
  const open = new Set<{ readonly since: number }>();
  let ended: number[] = [];
  let count = 0;

  const begin = (name: string): (() => void) => {
    const statement = { since: host.monotonic() };
    open.add(statement);
    return () => {
      if (!open.delete(statement)) return;
      const ms = host.monotonic() - statement.since;
      ended[count++ % MAX_KEPT] = ms;
      onEnded(name, ms);
    };
  };

  return {
    take() {
      const now = host.monotonic();
      const times = [...ended, ...[...open].map(({ since }) => now - since)].sort((a, b) => a - b);
      const taken = { p99Ms: times[Math.ceil(times.length * 0.99) - 1] ?? 0, count };
      ended = [];
      count = 0;
      return taken;
    },
    Client: meteredClient(begin),
  };
}

type Query = (...given: unknown[]) => Promise<unknown> | undefined;

/** The driver takes subclasses alone. A pool hands a callback down, all others wait for a promise. */
function meteredClient(begin: (name: string) => () => void): typeof pg.Client {
  return class extends pg.Client {
    override query = ((...given: unknown[]) => {
      const ask = super.query.bind(this) as unknown as Query;
      const [what] = given as [string | { readonly name?: string }];
      const end = begin((typeof what === 'string' ? undefined : what.name) ?? 'unnamed');
      const callback = given.at(-1);
      if (typeof callback === 'function')
        return ask(...given.slice(0, -1), (...answer: unknown[]) => {
          end();
          callback(...answer);
        });
      const answer = ask(...given);
      answer?.then(end, end);
      return answer;
    }) as pg.Client['query'];
  };
}
