/** Core's port for notes on runs. Whoever asks has seen that the run is the tenant's. */
import { MAX_SHOWN_NOTES, type NoteStore, type RunNote } from '@carillon/core';
import type pg from 'pg';
import { keyValues, madeOnce } from '../made-once.ts';
import { createReader } from '../reader.ts';

const LIST = {
  name: 'run_notes',
  text: `select id, text, author, at from run_note where run_id = $1 and tenant_key = $2 order by id desc limit ${MAX_SHOWN_NOTES}`,
};
const ADD = {
  name: 'add_run_note',
  text: `insert into run_note (id, tenant_key, run_id, text, author, idempotency_key, body_hash) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict do nothing returning id, text, author, at`,
};
const SAME = {
  name: 'same_run_note',
  text: 'select id, text, author, at, body_hash = $3 is_same from run_note where run_id = $1 and idempotency_key = $2',
};

export function createNoteStore(pool: pg.Pool): NoteStore {
  const reader = createReader(pool);
  return {
    notes: ({ tenantKey }, runId) => reader.rows<RunNote>(LIST, [runId, tenantKey]),
    addNote({ tenantKey }, runId, { id, text, author, idempotency }) {
      const values = [id, tenantKey, runId, text, author, ...keyValues(idempotency)];
      return madeOnce<RunNote>(reader, { add: ADD, values, same: SAME, below: runId }, idempotency);
    },
  };
}
