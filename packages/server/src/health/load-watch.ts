/** Looks each second at how loaded this server is, and says what it puts off (core's `nextLoad` decides). */
import { calmSince, isShed, type LoadLevel, type LoadSample, nextLoad, SHED, type Shed, shedAt } from '@carillon/core';
import { host, type Logger, type Metrics, type Timer } from '@carillon/runtime';

const EVERY_MS = 1_000;
/** Samples that the record of servers tells of. */
const KEPT = 10;

export interface LoadWatch {
  start(): void;
  stop(): void;
  /** One look; what tests call. */
  runOnce(): void;
  readonly level: LoadLevel;
  isPutOff(what: Shed): boolean;
  /** The worst of the last ten seconds. */
  recent(): LoadSample;
}

export interface LoadWatchParts {
  /** 99th percentiles since they were last asked for. */
  readonly sample: () => LoadSample;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export function createLoadWatch({ sample, metrics, log }: LoadWatchParts): LoadWatch {
  const gauge = metrics.gauge('load_level', `What is put off: the first so many of ${SHED.join(', ')}`);
  const samples: LoadSample[] = [];
  let state = calmSince(host.monotonic());
  let timer: Timer | undefined;
  gauge.set(0);

  const runOnce = (): void => {
    const now = sample();
    samples.push(now);
    if (samples.length > KEPT) samples.shift();
    const before = state.level;
    state = nextLoad(state, now, host.monotonic());
    if (state.level === before) return;
    gauge.set(state.level);
    const facts = { ...now, level: state.level, putOff: shedAt(state.level) };
    if (state.level > before) log.warn(facts, 'overloaded: more is put off');
    else log.info(facts, 'less is put off');
  };
  const worst = (name: keyof LoadSample): number => Math.max(0, ...samples.map((each) => each[name]));

  return {
    start() {
      timer ??= host.every(EVERY_MS, runOnce);
    },
    stop() {
      timer?.cancel();
      timer = undefined;
    },
    runOnce,
    get level() {
      return state.level;
    },
    isPutOff: (what) => isShed(state.level, what),
    recent: () => ({ loopDelayMs: worst('loopDelayMs'), storeMs: worst('storeMs') }),
  };
}
