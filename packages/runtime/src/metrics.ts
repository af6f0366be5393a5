/** Metrics of one process. Names get the prefix `carillon_`; labels must be bounded: never a run, task or user. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const PREFIX = 'carillon_';

/** From half a millisecond to a minute: what the platform does, not what tasks take. */
const SECONDS_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface Metrics {
  readonly registry: Registry;
  /** One that was made before; undefined where no part of this process did. */
  existingHistogram(name: string): Histogram | undefined;
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string = never>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  /** Base unit seconds unless `buckets` say otherwise. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: readonly number[],
  ): Histogram<L>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const common = (name: string, help: string) => ({ name: `${PREFIX}${name}`, help, registers: [registry] });
  return {
    registry,
    existingHistogram: (name) => registry.getSingleMetric(`${PREFIX}${name}`) as Histogram | undefined,
    counter: (name, help, labels = []) => new Counter({ ...common(name, help), labelNames: [...labels] }),
    gauge: (name, help, labels = []) => new Gauge({ ...common(name, help), labelNames: [...labels] }),
    histogram: (name, help, labels = [], buckets = SECONDS_BUCKETS) =>
      new Histogram({ ...common(name, help), labelNames: [...labels], buckets: [...buckets] }),
  };
}

/** How often the event loop's lag is sampled: each ten milliseconds, as is usual, would be most of what an idle process does. */
const LOOP_SAMPLE_MS = 100;

/** CPU, memory, event loop lag and build of this process; asked for once, by whoever composes it. */
export function addProcessMetrics(metrics: Metrics, version: string): void {
  collectDefaultMetrics({
    register: metrics.registry,
    prefix: PREFIX,
    eventLoopMonitoringPrecision: LOOP_SAMPLE_MS,
  });
  metrics
    .gauge('build_info', 'Version that runs here; the value is always 1', ['version', 'node'])
    .set({ version, node: process.version }, 1);
}
