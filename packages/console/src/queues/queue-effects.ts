/** What another weight or share of a queue does to what waits and runs in it now. */
import type { Queue } from '@carillon/protocol';

export type Figures = Pick<Queue, 'weight' | 'minShare' | 'maxShare'>;

export type QueueEffect =
  | { readonly is: 'same' }
  /** It uses more than it may: nothing more of it starts. */
  | { readonly is: 'over'; readonly used: number; readonly max: number }
  /** What its old maximum holds may start. */
  | { readonly is: 'freed'; readonly ready: number; readonly max: number }
  | { readonly is: 'guaranteed'; readonly min: number }
  /** Of what siblings that want something compete for. */
  | { readonly is: 'part'; readonly before: number; readonly after: number; readonly rivals: number };

/** @param queues all of them, itself among them */
export function queueEffects(queue: Queue, next: Figures, queues: readonly Queue[]): readonly QueueEffect[] {
  const effects: QueueEffect[] = [];
  if (next.maxShare < queue.maxShare && queue.used > next.maxShare)
    effects.push({ is: 'over', used: queue.used, max: next.maxShare });
  if (next.maxShare > queue.maxShare && queue.state === 'full' && queue.ready > 0)
    effects.push({ is: 'freed', ready: queue.ready, max: next.maxShare });
  if (next.minShare > queue.minShare) effects.push({ is: 'guaranteed', min: next.minShare });
  const rivals = queues.filter(
    ({ name, parent, ready, running }) => name !== queue.name && parent === queue.parent && (ready > 0 || running > 0),
  );
  if (next.weight !== queue.weight && rivals.length > 0) {
    const others = rivals.reduce((sum, { weight }) => sum + weight, 0);
    const partOf = (weight: number): number => weight / (weight + others);
    effects.push({
      is: 'part',
      before: partOf(queue.weight),
      after: partOf(next.weight),
      rivals: rivals.length,
    });
  }
  return effects.length > 0 ? effects : [{ is: 'same' }];
}

/** A share as documents have it; undefined: it is none. `30` is `30%`. */
export function shareOf(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,2})?)\s*%?$/.exec(text.trim());
  const percent = match ? Number(match[1]) : Number.NaN;
  return percent <= 100 ? percent / 100 : undefined;
}

/** `37.5%`, as a document has it. */
export const shareText = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** As documents bound it. */
export function weightOf(text: string): number | undefined {
  const weight = text.trim() === '' ? Number.NaN : Number(text);
  return weight >= 0.01 && weight <= 10_000 ? weight : undefined;
}
