/** Queues as they stand: documents with their pause. */
import type { QueueDocument, QueueRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';

const QUEUES = {
  name: 'queues',
  text: 'select document, number, paused_at, paused_by, pause_reason from queue order by name',
};

interface QueueRow {
  readonly document: QueueDocument;
  readonly number: number;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly pause_reason: string | null;
}

export async function readQueues(reader: Reader): Promise<readonly QueueRecord[]> {
  return (await reader.rows<QueueRow>(QUEUES, [])).map((row) => ({
    document: row.document,
    number: row.number,
    pausedAt: row.paused_at ?? undefined,
    pausedBy: row.paused_by ?? undefined,
    pauseReason: row.pause_reason ?? undefined,
  }));
}
