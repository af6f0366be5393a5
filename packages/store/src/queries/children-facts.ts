/** What an explanation asks of tasks that wait for other runs. The first open one is looked into, as deep as is of use. */
import {
  type ChildrenFacts,
  FIRST_FINAL_CODE,
  type RunFacts,
  RUN_STATE_CODES,
  RUN_STATES,
  type TenantScope,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import { childTotals, listChildren } from './children.ts';

const SHOWN = 5;
/** Runs within runs that one answer looks into. */
const MAX_DEPTH = 4;
const OPEN = RUN_STATES.filter((state) => RUN_STATE_CODES[state] < FIRST_FINAL_CODE);

/** By task number; only tasks with children have an entry. */
export async function readChildrenFacts(
  reader: Reader,
  scope: TenantScope,
  runId: string,
  readFacts: (childId: string) => Promise<RunFacts | undefined>,
  depth: number,
): Promise<ReadonlyMap<number, ChildrenFacts>> {
  const facts = new Map<number, ChildrenFacts>();
  for (const [taskNo, { of, open, success, failed, stopped }] of await childTotals(reader, runId)) {
    const { items } = await listChildren(reader, scope, runId, { taskNo, states: OPEN, limit: SHOWN });
    const [next] = items;
    facts.set(taskNo, {
      open,
      of,
      ended: success + failed + stopped,
      failed: failed + stopped,
      first: items.map(({ id, state }) => ({ runId: id, state })),
      firstFacts: next && depth < MAX_DEPTH ? await readFacts(next.id) : undefined,
    });
  }
  return facts;
}
