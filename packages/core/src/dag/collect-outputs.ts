/** The outputs of all turns together: by name a list with a place for each, in the order of the items. */
import type { Json, JsonObject } from '../definition/document.ts';
import { nearLimit } from '../limits/near-limit.ts';
import { MAX_GIVEN_OUTPUT_BYTES } from '../params/large-output.ts';
import type { Reason } from '../run/states.ts';
import type { StartedChild } from './expansion.ts';

/** Bytes of all that was collected, as JSON; what is beyond the limit of a task run is kept by reference. */
export const MAX_COLLECTED_BYTES = MAX_GIVEN_OUTPUT_BYTES;

/**
 * @param declared names that are there even if no turn gave them
 * @param of so many places; null where a turn gave nothing
 */
export function collectOutputs(
  declared: readonly string[],
  children: readonly StartedChild[],
  of: number,
): { readonly output: JsonObject; readonly near: Reason | undefined } | { readonly reason: Reason } {
  const lists = new Map(declared.map((name) => [name, emptyList(of)]));
  const encoder = new TextEncoder();
  let bytes = 0;
  for (const { position, output } of children) {
    for (const [name, value] of Object.entries(output ?? {})) {
      bytes += encoder.encode(JSON.stringify(value)).length + 1;
      const list = lists.get(name) ?? emptyList(of);
      list[position] = value;
      lists.set(name, list);
    }
  }
  if (bytes > MAX_COLLECTED_BYTES)
    return { reason: { code: 'OUTPUT_TOO_LARGE', params: { bytes, limit: MAX_COLLECTED_BYTES } } };
  return { output: Object.fromEntries(lists), near: nearLimit('collected_outputs', bytes, MAX_COLLECTED_BYTES) };
}

const emptyList = (of: number): Json[] => Array.from({ length: of }, () => null);
