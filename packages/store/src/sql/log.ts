import type { Statement } from '../database.ts';

/** A chunk that was sent twice is ignored; acknowledging after this commit makes delivery exact. */
export const appendLogs: Statement = {
  name: 'append_logs',
  text: `
insert into log_chunk (run_id, task_no, attempt_no, seq, first_byte, lines, body)
select run_id, task_no, attempt_no, seq, first_byte, lines, decode(body, 'base64')
from unnest($1::uuid[], $2::int4[], $3::int2[], $4::int4[], $5::int8[], $6::int4[], $7::text[])
  x (run_id, task_no, attempt_no, seq, first_byte, lines, body)
on conflict do nothing`,
};

export const liveAttempt: Statement = {
  name: 'artifact_live_attempt',
  text: `select attempt_no from task_run where run_id = $1 and task_no = $2 and attempt_id = $3 and fence = $4`,
};

export const addArtifactChunk: Statement = {
  name: 'artifact_chunk_add',
  text: `insert into artifact_chunk (run_id, task_no, attempt_no, name, seq, body) values ($1, $2, $3, $4, $5, $6)`,
};

export const addArtifact: Statement = {
  name: 'artifact_add',
  text: `
insert into artifact (run_id, task_no, attempt_no, name, content_type, size, sha256) values ($1, $2, $3, $4, $5, $6, $7)`,
};

/** Of a task run without a live attempt: whoever decides on it writes the same. */
export const keepChunk: Statement = {
  name: 'artifact_chunk_keep',
  text: `insert into artifact_chunk (run_id, task_no, attempt_no, name, seq, body) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
};
export const keepArtifact: Statement = {
  name: 'artifact_keep',
  text: `
insert into artifact (run_id, task_no, attempt_no, name, content_type, size, sha256) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
};

export const dropArtifactChunks: Statement = {
  name: 'artifact_chunks_drop',
  text: `delete from artifact_chunk where run_id = $1 and task_no = $2 and attempt_no = $3 and name = $4`,
};

/** The newest attempt's artifact of that name. */
export const findArtifact: Statement = {
  name: 'artifact_find',
  text: `
select attempt_no, content_type, size from artifact where run_id = $1 and task_no = $2 and name = $3 order by attempt_no desc limit 1`,
};

export const readArtifactChunk: Statement = {
  name: 'artifact_chunk_read',
  text: `select body from artifact_chunk where run_id = $1 and task_no = $2 and attempt_no = $3 and name = $4 and seq = $5`,
};

/** Who may read artifacts of a run: a live attempt of it. */
export const readerOf: Statement = {
  name: 'artifact_reader',
  text: `
select coalesce(t.version_key, r.version_key), t.task_no from task_run t left join run r on r.id = t.run_id
where t.run_id = $1 and t.attempt_id = $2 and t.fence = $3`,
};
