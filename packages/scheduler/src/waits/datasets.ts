/** Whether a dataset, or one partition of it, was brought up to date. */
import { type EngineStore, formatId, said } from '@carillon/core';
import { type Looker, refusal, specOf, textField } from './look.ts';

export function createDatasetLooker(store: Pick<EngineStore, 'newestUpdate'>): Looker {
  return async (wait) => {
    const { with: fields, project } = specOf(wait);
    const given = textField(fields, 'since');
    const since = given === undefined ? undefined : new Date(given);
    if (since && Number.isNaN(since.getTime())) return refusal(said`since: ${given} is no instant`);
    const name = textField(fields, 'dataset') ?? '';
    const dataset = {
      project: textField(fields, 'project') ?? project,
      name,
      partition: textField(fields, 'partition'),
    };
    const update = await store.newestUpdate(wait.scope, dataset, since);
    if (!update) return { kind: 'waiting', answer: { is: 'absent' } };
    const { partition, runId, at } = update;
    const run = runId === undefined ? null : formatId('run', runId);
    return { kind: 'met', output: { partition, at: at.toISOString(), run } };
  };
}
