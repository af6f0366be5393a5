/** Channels of a project: where its notices go. */
import { type AlertStore, type ChannelRecord, MAX_CHANNELS } from '@carillon/core';
import { keyValues, madeOnce } from '../made-once.ts';
import type { Reader } from '../reader.ts';
import { errorOf, NOTICE, type NoticeRow, toNotice } from './alert-list.ts';

const COLUMNS = `c.id, p.name project, c.name, c.kind, c.url, c.url_secret, c.signing_secret, c.enabled, c.set_by, c.set_at, c.delivered_at,
    c.failed_at, c.error, c.error_said, c.failures,
    (select count(*) from alert_notice n where n.channel_key = c.key and n.state = 'pending')::int4 waiting`;
const LIST = {
  name: 'alert_channels',
  text: `select ${COLUMNS} from alert_channel c join project p on p.key = c.project_key
    where c.tenant_key = $1 and ($2::text is null or p.name = $2) order by p.name, c.name`,
};
const ONE = {
  name: 'alert_channel',
  text: `select ${COLUMNS} from alert_channel c join project p on p.key = c.project_key where c.tenant_key = $1 and c.id = $2`,
};
/** A new address has not failed yet. What waits for one that is switched off is not sent. */
const SET = {
  name: 'alert_channel_set',
  text: `with place as (select key, name from project where tenant_key = $1 and name = $2),
    room as (
      select (select count(*) from alert_channel where project_key = place.key) < ${MAX_CHANNELS}
        or exists (select from alert_channel where project_key = place.key and name = $4) "left"
      from place),
    c as (
      insert into alert_channel (id, tenant_key, project_key, name, kind, url, url_secret, signing_secret, enabled, set_by)
      select $3, $1, place.key, $4, $5, $6, $7, $8, $9, $10 from place, room where room.left
      on conflict (project_key, name) do update set kind = excluded.kind, url = excluded.url, url_secret = excluded.url_secret,
        signing_secret = excluded.signing_secret, enabled = excluded.enabled, set_by = excluded.set_by, set_at = now(),
        failures = 0, retry_at = '-infinity', error = null, error_said = null
      returning *),
    w as (
      update alert_notice set state = 'withdrawn', ended_at = now() from c
      where channel_key = c.key and not c.enabled and alert_notice.state = 'pending')
    select ${COLUMNS} from place p left join c on c.project_key = p.key`,
};
const REMOVE = {
  name: 'alert_channel_remove',
  text: 'delete from alert_channel where tenant_key = $1 and id = $2 returning key',
};
const TEST = {
  name: 'alert_channel_test',
  text: `insert into alert_notice (id, channel_key, kind, at, due_at, idempotency_key, body_hash)
    select $1, key, 'test', now(), now(), $3, $4 from alert_channel where key = $2 on conflict do nothing returning id`,
};
const SAME_TEST = {
  name: 'alert_channel_same_test',
  text: 'select id, body_hash = $3 is_same from alert_notice where channel_key = $1 and idempotency_key = $2',
};
const KEY = {
  name: 'alert_channel_key',
  text: 'select key from alert_channel where tenant_key = $1 and id = $2',
};
const READ_NOTICE = {
  name: 'alert_notice',
  text: `${NOTICE} left join alert a on a.key = n.alert_key where n.id = $2 and coalesce(c.tenant_key, a.tenant_key) = $1`,
};

const RETRY_NOTICE = {
  name: 'alert_notice_retry',
  text: `update alert_notice n set state = 'pending', tries = 0, due_at = now(), ended_at = null, error = null, error_said = null
    where n.id = $2 and n.state = 'given_up' and $1 = coalesce(
      (select tenant_key from alert where key = n.alert_key), (select tenant_key from alert_channel where key = n.channel_key))
    returning n.id`,
};

interface ChannelRow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly kind: string;
  readonly url: string | null;
  readonly url_secret: string | null;
  readonly signing_secret: string | null;
  readonly enabled: boolean;
  readonly set_by: string;
  readonly set_at: Date;
  readonly delivered_at: Date | null;
  readonly failed_at: Date | null;
  readonly error: string | null;
  readonly error_said: unknown;
  readonly failures: number;
  readonly waiting: number;
}

type ChannelCommands = Pick<
  AlertStore,
  'channels' | 'channel' | 'setChannel' | 'removeChannel' | 'testChannel' | 'notice' | 'retryNotice'
>;

export function channelCommands(reader: Reader): ChannelCommands {
  return {
    async channels({ tenantKey }, { project }) {
      return (await reader.rows<ChannelRow>(LIST, [tenantKey, project ?? null])).map(toChannel);
    },
    async channel({ tenantKey }, id) {
      const [row] = await reader.rows<ChannelRow>(ONE, [tenantKey, id]);
      return row && toChannel(row);
    },
    async setChannel({ tenantKey }, { id, project, name, kind, url, urlSecret, signingSecret, enabled }, { actor }) {
      const optional = [url, urlSecret, signingSecret].map((value) => value ?? null);
      const [row] = await reader.rows<ChannelRow | { readonly id: null }>(SET, [
        tenantKey,
        project,
        id,
        name,
        kind,
        ...optional,
        enabled,
        actor,
      ]);
      if (!row) return 'no_project';
      return row.id === null ? 'full' : toChannel(row);
    },
    async removeChannel({ tenantKey }, id) {
      return (await reader.rows(REMOVE, [tenantKey, id])).length > 0;
    },
    async testChannel({ tenantKey }, channelId, { id, idempotency }) {
      const [channel] = await reader.rows<{ key: number }>(KEY, [tenantKey, channelId]);
      if (!channel) return undefined;
      const insert = {
        add: TEST,
        values: [id, channel.key, ...keyValues(idempotency)],
        same: SAME_TEST,
        below: channel.key,
      };
      return madeOnce<{ id: string }>(reader, insert, idempotency);
    },
    async retryNotice({ tenantKey }, id) {
      return (await reader.rows(RETRY_NOTICE, [tenantKey, id])).length > 0;
    },
    async notice({ tenantKey }, id) {
      const [row] = await reader.rows<NoticeRow>(READ_NOTICE, [tenantKey, id]);
      return row && toNotice(row);
    },
  };
}

const toChannel = (row: ChannelRow): ChannelRecord => ({
  id: row.id,
  project: row.project,
  name: row.name,
  kind: row.kind,
  url: row.url ?? undefined,
  urlSecret: row.url_secret ?? undefined,
  signingSecret: row.signing_secret ?? undefined,
  enabled: row.enabled,
  setBy: row.set_by,
  setAt: row.set_at,
  deliveredAt: row.delivered_at ?? undefined,
  failedAt: row.failed_at ?? undefined,
  ...errorOf(row),
  failures: row.failures,
  waiting: row.waiting,
});
