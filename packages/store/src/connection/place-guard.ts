/**
 * Which server and which copy of the database answered, asked on every new connection before it is used (GUARANTEES
 * 15.2, 15.3). A standby and a server whose timeline has been left behind are no place to work at: the connection is
 * dropped, and the next try resolves the name anew. A copy that may lack commits raises the fences first.
 */
import { CarillonError } from '@carillon/core';
import { type Logger, newUuid } from '@carillon/runtime';
import type pg from 'pg';
import { rowsOf } from '../engine/rows.ts';
import * as sql from '../sql/place.ts';

export interface PlaceGuard {
  /** @throws CarillonError where nothing may be done over this connection */
  check(client: pg.ClientBase): Promise<void>;
}

interface Place {
  readonly system: string;
  readonly database: number;
  readonly timeline: number;
}

interface Reading {
  readonly found: Place;
  /** What the copy itself says; undefined in one that no server has used. */
  readonly kept: (Place & { readonly generation: number }) | undefined;
  /** Positions in the WAL: what is on the disk for good, and what has been written at all. */
  readonly flushed: number;
  readonly inserted: number;
}

export function createPlaceGuard(log: Logger): PlaceGuard {
  /** The newest of this server's connections. */
  let seen: (Place & { readonly generation: number; readonly flushed: number }) | undefined;

  /** Commits that this server has seen are not in this copy: older than its notes, or shorter than its WAL was. */
  const isBehind = ({ kept, inserted }: Reading): boolean => {
    if (!seen || !kept) return false;
    return kept.generation < seen.generation || (kept.generation === seen.generation && inserted < seen.flushed);
  };

  const note = async (client: pg.ClientBase, { found, kept }: Reading, forced: boolean): Promise<void> => {
    const generation = Math.max(kept?.generation ?? 0, seen?.generation ?? 0);
    const { system, database, timeline } = found;
    const [told] = await rowsOf(client, sql.notePlace, [system, database, timeline, generation, forced, newUuid()]);
    if (!told) return;
    const [incident, from, until] = told;
    log.error({ incident, from, until }, 'commits of this time may be lost: fences are raised, see the incidents');
  };

  return {
    async check(client) {
      const reading = await read(client);
      const { found, kept } = reading;
      if (seen && found.system === seen.system && found.timeline < seen.timeline) throw leftBehind(found, seen);
      const forced = isBehind(reading) && seen !== undefined && isSame(seen, found);
      if (!kept) await rowsOf(client, sql.firstPlace, [found.system, found.database, found.timeline]);
      else if (forced || !isSame(kept, found)) await note(client, reading, forced);
      const after = kept && !forced && isSame(kept, found) ? reading : await read(client);
      seen = { ...after.found, generation: after.kept?.generation ?? 0, flushed: after.flushed };
    },
  };
}

/** At the start: a backup that was put in place while every server was away tells of itself by nothing else. */
export async function raiseFencesAfterAbsence(pool: pg.Pool, log: Logger): Promise<void> {
  const raised = await rowsOf(pool, sql.raiseAfterAbsence, []);
  if (raised.length > 0) log.info({ fence: raised[0]?.[0] }, 'no server was here for a while: fences are raised');
}

const isSame = (a: Place, b: Place): boolean =>
  a.system === b.system && a.database === b.database && a.timeline === b.timeline;

type Kept = readonly [system: string | null, database: number, timeline: number, generation: number];
type Now = readonly [system: string, database: number, timeline: number, flushed: number, inserted: number];

async function read(client: pg.ClientBase): Promise<Reading> {
  const [row] = await rowsOf(client, sql.readPlace, []);
  if (!row) {
    throw new CarillonError({
      code: 'STORE_READ_ONLY',
      message: 'the database server that answered is a standby',
      hint: 'Point CARILLON_DATABASE_URL at the primary, best by a name that follows it.',
    });
  }
  const [kept, now] = [row.slice(0, 4), row.slice(4)] as unknown as readonly [Kept, Now];
  const [system, database, timeline, flushed, inserted] = now;
  return {
    found: { system, database, timeline },
    kept: kept[0] === null ? undefined : { system: kept[0], database: kept[1], timeline: kept[2], generation: kept[3] },
    flushed,
    inserted,
  };
}

function leftBehind(found: Place, seen: Place): CarillonError {
  return new CarillonError({
    code: 'STORE_UNAVAILABLE',
    message: `the database server that answered is on timeline ${found.timeline}, which was left for ${seen.timeline}`,
    hint: 'Shut the former primary down, and point CARILLON_DATABASE_URL at the new one. After a restore: restart the servers.',
  });
}
