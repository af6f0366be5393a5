/**
 * Which server and which copy of the database answered, asked on every new connection before it is used (GUARANTEES
 * 15.2, 15.3). A standby and a server whose timeline has been left behind are no place to work at: the connection is
 * dropped, and the next try resolves the name anew. A copy that may lack commits raises the fences first.
 */
import { CarillonError, said } from '@carillon/core';
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

/** What a connection of this server found last. */
interface Seen extends Place {
  readonly generation: number;
  readonly flushed: number;
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
  let seen: Seen | undefined;

  const note = async (client: pg.ClientBase, { found, kept }: Reading, forced: boolean): Promise<void> => {
    const generation = Math.max(kept?.generation ?? 0, seen?.generation ?? 0);
    const { system, database, timeline } = found;
    const [told] = await rowsOf(client, sql.notePlace, [system, database, timeline, generation, forced, newUuid()]);
    if (!told) return;
    const [incident, from, until] = told;
    log.error({ incident, from, until }, 'commits of this time may be lost: fences are raised, see the incidents');
  };

  const remember = ({ found, kept, flushed }: Reading): void => {
    const generation = kept?.generation ?? 0;
    // Another connection may have found something newer while this one was asked.
    if (seen && seen.system === found.system && (seen.timeline > found.timeline || seen.generation > generation))
      return;
    seen = { ...found, generation, flushed };
  };

  return {
    async check(client) {
      // Of before the question: what others find out meanwhile is newer than the answer.
      const before = seen;
      const reading = await read(client);
      const { found, kept } = reading;
      if (before && found.system === before.system && found.timeline < before.timeline) throw leftBehind(found, before);
      const forced = before !== undefined && isSame(before, found) && isBehind(reading, before);
      const isKnown = kept !== undefined && isSame(kept, found) && !forced;
      if (!kept) await rowsOf(client, sql.firstPlace, [found.system, found.database, found.timeline]);
      else if (!isKnown) await note(client, reading, forced);
      remember(isKnown ? reading : await read(client));
    },
  };
}

/** Commits that this server has seen are not in this copy: older than its notes, or shorter than its log was. */
function isBehind({ kept, inserted }: Reading, before: Seen): boolean {
  if (!kept) return false;
  return kept.generation < before.generation || (kept.generation === before.generation && inserted < before.flushed);
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
      message: said`the database server that answered is a standby`,
      hint: said`Point CARILLON_DATABASE_URL at the primary, best by a name that follows it.`,
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
    message: said`the database server that answered is on timeline ${found.timeline}, which was left for ${seen.timeline}`,
    hint: said`Shut the former primary down, and point CARILLON_DATABASE_URL at the new one. After a restore: restart the servers.`,
  });
}
