/** Which workers a task may go to and which of them it goes to: `workers` of a task, in the form that lanes keep. */
import { canonicalJson } from '../definition/canonical-json.ts';
import { type LabelsDocument, type Preference, WORKER_LABEL } from './labels.ts';

export const STRATEGIES = [
  'least_loaded',
  'round_robin',
  'random',
  'consistent_hash',
  'least_recently_used',
  'least_frequently_used',
  'first',
  'last',
  'pinned',
  'failover',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface WorkersDocument {
  readonly group?: string;
  readonly labels?: LabelsDocument;
  readonly prefer?: readonly { readonly labels: LabelsDocument; readonly weight?: number }[];
  readonly strategy?: string;
  /** With the strategy `sharding`: how many. */
  readonly shards?: number;
  /** Tasks of one key go to one worker. May hold expressions. */
  readonly sticky?: string;
}

export interface Selector {
  readonly labels: LabelsDocument;
  readonly prefer: readonly Preference[];
  readonly strategy: Strategy;
  /** Of the key that binds it to one worker; below {@link BUCKETS}. */
  readonly bucket: number | undefined;
}

export const ANY_WORKER: Selector = { labels: {}, prefer: [], strategy: 'least_loaded', bucket: undefined };

/**
 * Keys share so many lanes: enough that load spreads over the workers of a group, and few enough that a claim looks
 * at them all.
 */
export const BUCKETS = 64;

/** @param key of `sticky`, resolved; undefined: it is not known yet, or there is none */
export function selectorOf({ labels = {}, prefer = [], strategy }: WorkersDocument, key: string | undefined): Selector {
  const chosen = (strategy ?? 'least_loaded') as Strategy;
  if (Object.keys(labels).length === 0 && prefer.length === 0 && chosen === 'least_loaded' && key === undefined)
    return ANY_WORKER;
  return {
    labels,
    prefer: prefer.map((one) => ({ labels: one.labels, weight: one.weight ?? 1 })),
    strategy: chosen,
    bucket: key === undefined ? undefined : hashOf(key) % BUCKETS,
  };
}

/** Of a task that one worker alone is to run: shards and broadcasts. */
export const pinnedTo = (selector: Selector, worker: string): Selector => ({
  ...selector,
  labels: { ...selector.labels, [WORKER_LABEL]: worker },
  strategy: 'pinned',
  bucket: undefined,
});

/** The same text for the same selector; empty for any worker. */
export function selectorText(selector: Selector): string {
  if (selector === ANY_WORKER) return '';
  const { bucket, ...rest } = selector;
  const text = canonicalJson(bucket === undefined ? rest : { ...rest, bucket });
  return text === ANY_TEXT ? '' : text;
}
const ANY_TEXT = canonicalJson({ labels: {}, prefer: [], strategy: 'least_loaded' });

export const parseSelector = (text: string): Selector =>
  text === '' ? ANY_WORKER : { bucket: undefined, ...(JSON.parse(text) as Omit<Selector, 'bucket'>) };

/** FNV-1a with a last mix, so that texts that differ at their end only come out far apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
