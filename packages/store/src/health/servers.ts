/** Servers: one row for each start of one, touched by its beats. */
import type { ServerLoad, ServerRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** Whoever joins forgets those that nobody has heard of for a day. */
const JOIN = {
  name: 'server_join',
  text: `with gone as (delete from server where seen_at < clock_timestamp() - interval '1 day')
    insert into server (id, host, pid, version, roles, master_keys) values ($1, $2, $3, $4, $5, $6)`,
};
const BEAT = {
  name: 'server_beat',
  text: 'update server set seen_at = clock_timestamp(), load = $2 where id = $1 returning seen_at',
};
const LEAVE = {
  name: 'server_leave',
  text: 'update server set stopped_at = clock_timestamp(), seen_at = clock_timestamp() where id = $1',
};
const LIST = {
  name: 'servers',
  text: `select clock_timestamp() now, s.* from (select 1) one
    left join server s on s.seen_at > clock_timestamp() - interval '1 day' order by s.started_at desc limit 200`,
};

interface ServerRow {
  readonly now: Date;
  readonly id: string | null;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly roles: readonly string[];
  readonly master_keys: readonly string[];
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly stopped_at: Date | null;
  readonly load: ServerLoad | null;
}

export async function join(
  reader: Reader,
  { id, host, pid, version, roles, masterKeys }: Omit<ServerRecord, 'startedAt' | 'seenAt' | 'stoppedAt' | 'load'>,
): Promise<void> {
  await reader.rows(JOIN, [id, host, pid, version, roles, masterKeys]);
}

export async function beat(reader: Reader, id: string, load: ServerLoad): Promise<Date | undefined> {
  const [row] = await reader.rows<{ seen_at: Date }>(BEAT, [id, JSON.stringify(load)]);
  return row?.seen_at;
}

export async function leave(reader: Reader, id: string): Promise<void> {
  await reader.rows(LEAVE, [id]);
}

export async function listServers(reader: Reader): Promise<{ now: Date; servers: readonly ServerRecord[] }> {
  const rows = await reader.rows<ServerRow>(LIST, []);
  const servers = rows.flatMap(
    ({ id, master_keys, started_at, seen_at, stopped_at, load, host, pid, version, roles }) =>
      id === null
        ? []
        : {
            id,
            host,
            pid,
            version,
            roles,
            masterKeys: master_keys,
            startedAt: started_at,
            seenAt: seen_at,
            stoppedAt: stopped_at ?? undefined,
            load: load ?? undefined,
          },
  );
  return { now: rows[0]?.now ?? new Date(0), servers };
}
