/** Datasets by project and name, their updates newest first, and updates that somebody outside tells of. */
import {
  type DatasetDocument,
  type DatasetRecord,
  type DatasetStore,
  datasetTopic,
  type DatasetUpdate,
  type JsonObject,
} from '@carillon/core';
import type pg from 'pg';
import { wakeTopics } from '../engine/waits.ts';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import { keyValues, madeOnce } from '../made-once.ts';
import { createReader } from '../reader.ts';
import { HIGHEST_ID } from '../id-bounds.ts';
import { createDatasetUses } from './dataset-uses.ts';

const UPDATE = 'u.id, u.partition, u.run_id, u.task, u.actor, u.at, u.metadata';
const SELECT = `select p.name project, d.name, d.version, d.document, ${UPDATE}
  from dataset d join project p on p.key = d.project_key
    left join lateral (select * from dataset_update where dataset_key = d.key and environment_key = $2 order by at desc, id desc limit 1) u on true
  where p.tenant_key = $1`;
const LIST = {
  text: `${SELECT} and ($3::text is null or p.name = $3) and ($4::text is null or d.name ilike $4 or d.document ->> 'title' ilike $4)
      and (p.name, d.name) > ($5, $6)
    order by p.name, d.name limit $7`,
};
const ONE = { name: 'dataset', text: `${SELECT} and p.name = $3 and d.name = $4` };
const NAMED = {
  name: 'datasets_named',
  text: `${SELECT} and (p.name, d.name) in (select * from unnest($3::text[], $4::text[]))`,
};
const KEY = {
  name: 'dataset_key',
  text: `select d.key from dataset d join project p on p.key = d.project_key where p.tenant_key = $1 and p.name = $2 and d.name = $3`,
};
const UPDATES = {
  text: `select ${UPDATE} from dataset_update u
    where u.dataset_key = $1 and u.environment_key = $2 and ($3::text is null or u.partition = $3) and (u.at, u.id) < ($4::timestamptz, $5::uuid)
    order by u.at desc, u.id desc limit $6`,
};
const ADD = {
  name: 'add_dataset_update',
  text: `insert into dataset_update as u (id, dataset_key, environment_key, partition, actor, metadata, idempotency_key, body_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning ${UPDATE}`,
};
const SAME = {
  name: 'same_dataset_update',
  text: `select ${UPDATE}, u.body_hash = $3 is_same from dataset_update u where u.dataset_key = $1 and u.idempotency_key = $2`,
};

const isInstant = (part: string): boolean => !Number.isNaN(Date.parse(part));
const isId = (part: string): boolean => /^[0-9a-f-]{36}$/.test(part);
const isName = (part: string): boolean => /^[a-z][a-z0-9_-]{0,62}$/.test(part);
const NEWEST = ['infinity', HIGHEST_ID];
/** Letters that a pattern reads otherwise. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

interface UpdateRow {
  readonly id: string;
  readonly partition: string;
  readonly run_id: string | null;
  readonly task: string | null;
  readonly actor: string;
  readonly at: Date;
  readonly metadata: JsonObject;
}
type DatasetRow = { readonly [K in keyof UpdateRow]: UpdateRow[K] | null } & {
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly document: DatasetDocument | null;
};

export function createDatasetStore(pool: pg.Pool): DatasetStore {
  const reader = createReader(pool);
  const keyOf = async (tenantKey: number, project: string, name: string): Promise<number | undefined> =>
    (await reader.rows<{ readonly key: number }>(KEY, [tenantKey, project, name]))[0]?.key;

  return {
    async datasets({ tenantKey, environmentKey }, { project, text, limit, cursor }) {
      const after = cursor === undefined ? ['', ''] : decodeCursor(cursor, [isName, isName]);
      const rows = await reader.rows<DatasetRow>(LIST, [
        tenantKey,
        environmentKey,
        project ?? null,
        text === undefined ? null : containing(text),
        ...after,
        limit + 1,
      ]);
      const page = pageOf(rows, limit, (row) => [row.project, row.name]);
      return { items: page.items.map(toDataset), nextCursor: page.nextCursor };
    },

    async dataset({ tenantKey, environmentKey }, project, name) {
      const [row] = await reader.rows<DatasetRow>(ONE, [tenantKey, environmentKey, project, name]);
      return row && toDataset(row);
    },

    async datasetsNamed({ tenantKey, environmentKey }, names) {
      const values = [names.map(({ project }) => project), names.map(({ name }) => name)];
      return (await reader.rows<DatasetRow>(NAMED, [tenantKey, environmentKey, ...values])).map(toDataset);
    },

    async updates({ tenantKey, environmentKey }, project, name, { partition, limit, cursor }) {
      const key = await keyOf(tenantKey, project, name);
      if (key === undefined) return undefined;
      const before = cursor === undefined ? NEWEST : decodeCursor(cursor, [isInstant, isId]);
      const values = [key, environmentKey, partition ?? null, ...before, limit + 1];
      const page = pageOf(await reader.rows<UpdateRow>(UPDATES, values), limit, (row) => [
        row.at.toISOString(),
        row.id,
      ]);
      return { items: page.items.map(toUpdate), nextCursor: page.nextCursor };
    },

    ...createDatasetUses(reader),

    async addUpdate({ tenantKey, environmentKey }, project, name, { id, partition, actor, metadata, idempotency }) {
      const key = await keyOf(tenantKey, project, name);
      if (key === undefined) return undefined;
      const about = [id, key, environmentKey, partition, actor, JSON.stringify(metadata)];
      const insert = { add: ADD, values: [...about, ...keyValues(idempotency)], same: SAME, below: key };
      const result = await madeOnce<UpdateRow>(reader, insert, idempotency);
      if (result.kind === 'key_reused') return result;
      const woken = await wakeTopics(pool, environmentKey, [datasetTopic(project, name)]);
      return { kind: result.kind, made: { update: toUpdate(result.made), woken } };
    },
  };
}

const toUpdate = ({ id, partition, run_id, task, actor, at, metadata }: UpdateRow): DatasetUpdate => ({
  id,
  partition,
  runId: run_id ?? undefined,
  task: task ?? undefined,
  actor,
  at,
  metadata,
});

const toDataset = ({ project, name, version, document, ...update }: DatasetRow): DatasetRecord => ({
  project,
  name,
  version,
  document: document ?? undefined,
  lastUpdate: update.id === null ? undefined : toUpdate(update as UpdateRow),
});
