/** What can only be said of queues beside the others: those that stand, and those that come with them. */
import { compileQueue, DEFAULT_QUEUE, didYouMean, type QueueDocument, queuesFault, said } from '@carillon/core';
import { queueReferences } from './checks/queues.ts';
import type { Finding } from './finding.ts';
import type { LoadResult } from './load.ts';

/** Whether anything must be known of queues to judge the documents. */
export const usesQueues = ({ queues, workflows }: Pick<LoadResult, 'queues' | 'workflows'>): boolean =>
  queues.length > 0 || workflows.some(({ document }) => queueReferences(document).next().done === false);

/** @param live the queues that stand now */
export function queueFindings(
  live: readonly QueueDocument[],
  { queues, workflows }: Pick<LoadResult, 'queues' | 'workflows'>,
): readonly Finding[] {
  const given = new Set(queues.map(({ document }) => document.name));
  const all = [...live.filter(({ name }) => !given.has(name)), ...queues.map(({ document }) => document)];
  const fault = queuesFault(all.map((document) => compileQueue(document, false)));
  const blamed = fault && (queues.find(({ document }) => document.name === fault.queue) ?? queues[0]);
  const faults =
    fault && blamed
      ? [blamed.findingOf({ code: 'VALIDATION_QUEUE', path: [fault.field], message: fault.message })]
      : [];
  const names = [DEFAULT_QUEUE, ...all.map(({ name }) => name)];
  return [
    ...faults,
    ...workflows.flatMap(({ document, findingOf }) =>
      [...queueReferences(document)]
        .filter(({ name }) => !names.includes(name))
        .map(({ path, name }) =>
          findingOf({
            code: 'VALIDATION_QUEUE',
            path,
            message: said`there is no queue "${name}"`,
            hint: didYouMean(name, names) ?? said`Apply a document of kind Queue with this name first, or with it.`,
          }),
        ),
    ),
  ];
}
