/** Core's port for notes on runs. Whoever asks has seen that the run is the tenant's. */
import { MAX_SHOWN_NOTES, type NoteStore, type RunNote } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';

const LIST = {
  name: 'run_notes',
  text: `select id, text, author, at from run_note where run_id = $1 and tenant_key = $2 order by id desc limit ${MAX_SHOWN_NOTES}`,
};
const ADD = {
  name: 'add_run_note',
  text: 'insert into run_note (id, tenant_key, run_id, text, author) values ($1, $2, $3, $4, $5) returning id, text, author, at',
};

export function createNoteStore(pool: pg.Pool): NoteStore {
  const reader = createReader(pool);
  return {
    notes: ({ tenantKey }, runId) => reader.rows<RunNote>(LIST, [runId, tenantKey]),
    async addNote({ tenantKey }, runId, { id, text, author }) {
      const [note] = await reader.rows<RunNote>(ADD, [id, tenantKey, runId, text, author]);
      if (!note) throw new Error('the note was not written');
      return note;
    },
  };
}
