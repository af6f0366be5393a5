/** A quantile of what a histogram of the metrics observed lately: as exact as its buckets are. */
import type { Metrics } from './metrics.ts';

export interface RecentQuantile {
  /** Of what was observed since the oldest of the last looks; undefined: nothing was. */
  look(): Promise<number | undefined>;
}

/**
 * @param name of a histogram that may come later, or never
 * @param looks how many of them are looked back over
 */
export function createRecentQuantile(
  metrics: Pick<Metrics, 'existingHistogram'>,
  name: string,
  { quantile, looks }: { readonly quantile: number; readonly looks: number },
): RecentQuantile {
  const seen: ReadonlyMap<number, number>[] = [];
  return {
    async look() {
      const histogram = metrics.existingHistogram(name);
      if (!histogram) return undefined;
      const { values } = await histogram.get();
      const buckets = values.filter(({ metricName }) => metricName?.endsWith('_bucket'));
      const now = new Map<number, number>();
      for (const { labels, value } of buckets) {
        const bound = Number(labels['le' as never] === '+Inf' ? Number.POSITIVE_INFINITY : labels['le' as never]);
        now.set(bound, (now.get(bound) ?? 0) + value);
      }
      const before = seen[0];
      seen.push(now);
      if (seen.length > looks) seen.shift();
      return quantileOf(
        [...now].map(([bound, count]) => [bound, count - (before?.get(bound) ?? 0)] as const),
        quantile,
      );
    },
  };
}

/** The upper bound of the bucket that it is in; of the last one, the highest bound that there is. */
function quantileOf(
  buckets: readonly (readonly [bound: number, below: number])[],
  quantile: number,
): number | undefined {
  const rising = [...buckets].sort(([a], [b]) => a - b);
  const total = rising.at(-1)?.[1] ?? 0;
  if (total === 0) return undefined;
  const found = rising.find(([, below]) => below >= quantile * total)?.[0] ?? 0;
  return Number.isFinite(found) ? found : (rising.at(-2)?.[0] ?? 0);
}
