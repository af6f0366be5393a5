/** Queues of documents: what can only be said with those that stand, and what an apply would do to them. */
import type { NewQueue, QueueRecord } from '@carillon/core';
import type { ApplyResult } from '@carillon/protocol';
import { type Finding, hashQueue, type LoadResult, queueFindings, usesQueues } from '@carillon/spec';
import type { ApiContext } from './context.ts';

export async function queueProblems({ queues }: ApiContext, loaded: LoadResult): Promise<readonly Finding[]> {
  if (!usesQueues(loaded)) return [];
  return queueFindings(
    (await queues.queues()).map(({ document }) => document),
    loaded,
  );
}

export const newQueues = ({ queues }: LoadResult, signed: Pick<NewQueue, 'author' | 'message'>): readonly NewQueue[] =>
  queues.map(({ document }) => ({ document, hash: hashQueue(document), ...signed }));

export async function queueOutcomes({ queues }: ApiContext, given: readonly NewQueue[]): Promise<ApplyResult['items']> {
  if (given.length === 0) return [];
  const standing = new Map((await queues.queues()).map((record) => [record.document.name, record]));
  return given.map((queue) => outcomeOf(queue, standing.get(queue.document.name)));
}

function outcomeOf({ document, hash }: NewQueue, before: QueueRecord | undefined): ApplyResult['items'][number] {
  const isChanged = !before || hashQueue(before.document) !== hash;
  return {
    kind: 'Queue',
    project: document.project,
    name: document.name,
    version: (before?.number ?? 0) + (isChanged ? 1 : 0),
    outcome: !before ? 'created' : isChanged ? 'updated' : 'unchanged',
  };
}
