/** Logs and artifacts that workers send. Large bodies are kept in pieces, so that no query loads all of one. */
import { createHash } from 'node:crypto';
import { type ArtifactUpload, type KeptOutput, type LogChunkRecord, parseId } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/log.ts';
import { reusedFrom } from '../sql/rerun.ts';
import { plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';

const PIECE_BYTES = 256 * 1024;

/** The attempt that asks is not live, or not of this run. */
export class StaleAttempt extends Error {
  override readonly name = 'StaleAttempt';
}

export function createArtifacts(api: pg.Pool) {
  async function* chunks(runId: string, taskNo: number, attempt: number, name: string): AsyncGenerator<Uint8Array> {
    for (let seq = 0; ; seq++) {
      const [row] = await rowsOf(api, sql.readArtifactChunk, [runId, taskNo, attempt, name, seq]);
      if (!row) return;
      yield row[0] as Uint8Array;
    }
  }

  return {
    async appendLogs(records: readonly LogChunkRecord[]): Promise<void> {
      await rowsOf(api, sql.appendLogs, [
        plain(records.map((r) => r.runId)),
        plain(records.map((r) => r.taskNo)),
        plain(records.map((r) => r.attempt)),
        plain(records.map((r) => r.seq)),
        plain(records.map((r) => r.firstByte)),
        plain(records.map((r) => r.lines)),
        quoted(records.map((r) => Buffer.from(r.body).toString('base64'))),
      ]);
    },

    /** Pieces are committed one by one and the artifact's row last: a broken upload leaves nothing visible. */
    async putArtifact(upload: ArtifactUpload, body: AsyncIterable<Uint8Array>): Promise<{ sha256: string }> {
      const key = [upload.runId, upload.taskNo, upload.attempt, upload.name] as const;
      const assertLive = async (): Promise<void> => {
        const [row] = await rowsOf(api, sql.liveAttempt, [upload.runId, upload.taskNo, upload.attemptId, upload.fence]);
        if (!row) throw new StaleAttempt(`attempt ${upload.attemptId} is not live`);
      };
      await assertLive();
      await rowsOf(api, sql.dropArtifactChunks, key);
      const hash = createHash('sha256');
      let size = 0;
      let seq = 0;
      for await (const piece of body) {
        hash.update(piece);
        size += piece.byteLength;
        await rowsOf(api, sql.addArtifactChunk, [...key, seq++, piece]);
      }
      await assertLive();
      const digest = hash.digest();
      await rowsOf(api, sql.addArtifact, [...key, upload.contentType, size, digest]);
      return { sha256: digest.toString('hex') };
    },

    /** Pieces first, the artifact's row last. Two that keep the same keep it once. */
    async keepOutput({ runId, taskNo, attempt, name }: KeptOutput, text: string): Promise<void> {
      const key = [runId, taskNo, attempt, name] as const;
      const body = Buffer.from(text);
      for (let seq = 0; seq * PIECE_BYTES < body.length; seq++)
        await rowsOf(api, sql.keepChunk, [...key, seq, body.subarray(seq * PIECE_BYTES, (seq + 1) * PIECE_BYTES)]);
      const digest = createHash('sha256').update(body).digest();
      await rowsOf(api, sql.keepArtifact, [...key, 'application/json', body.length, digest]);
    },

    /** The task run that a live attempt is of, so that the caller can find what the names of tasks mean to it. */
    async artifactReader(request: {
      runId: string;
      attemptId: string;
      fence: number;
    }): Promise<{ versionKey: number; taskNo: number } | undefined> {
      const [row] = await rowsOf(api, sql.readerOf, [request.runId, request.attemptId, request.fence]);
      if (!row) return undefined;
      const [versionKey, taskNo] = row as unknown as [number, number];
      return { versionKey, taskNo };
    },

    async readArtifact(request: {
      runId: string;
      taskNo: number;
      name: string;
    }): Promise<{ contentType: string; size: number; body: AsyncIterable<Uint8Array> } | undefined> {
      const { runId, taskNo, name } = request;
      return (await findIn(runId, taskNo, name)) ?? (await findReused(runId, taskNo, name));
    },
  };

  async function findIn(runId: string, taskNo: number, name: string) {
    const [row] = await rowsOf(api, sql.findArtifact, [runId, taskNo, name]);
    if (!row) return undefined;
    const [attempt, contentType, size] = row as unknown as [number, string, number];
    return { contentType, size, body: chunks(runId, taskNo, attempt, name) };
  }

  /** A kept task run has its artifacts in the run where it last ran. */
  async function findReused(runId: string, taskNo: number, name: string) {
    const [row] = (await rowsOf(api, reusedFrom, [runId, taskNo])) as unknown as [string, number][];
    const origin = row && parseId('run', row[0]);
    return origin === undefined || !row ? undefined : findIn(origin, row[1], name);
  }
}
