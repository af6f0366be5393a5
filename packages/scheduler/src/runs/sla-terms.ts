/** Keeps what a run promises (`sla`) before it stands: no run is without, and a promise whose run never came is dropped. */
import { documentZone, type EngineStore, type RunContextRecord, type Scope, slaTerms } from '@carillon/core';
import type { CompiledVersion } from './versions.ts';

type PromisingRun = Scope &
  Pick<RunContextRecord, 'runId' | 'workflowKey' | 'logicalTime' | 'createdAt' | 'triggerKind'>;

export async function keepSlaTerms(
  store: Pick<EngineStore, 'promise'>,
  { plan, record }: CompiledVersion,
  run: PromisingRun,
): Promise<void> {
  const terms = slaTerms(plan.sla, run, documentZone(record.document));
  if (terms.length > 0) await store.promise({ runId: run.runId, scope: run, workflowKey: run.workflowKey, terms });
}
