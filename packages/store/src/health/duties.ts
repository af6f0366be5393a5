/** Who leads the duties that only one server has, and who did before. */
import type { DutyRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';

const DUTIES = {
  name: 'duties',
  text: `select l.name, l.expires_at, t.term, t.owner, t.since
    from lease l join lease_term t on t.name = l.name order by l.name, t.term desc`,
};

interface TermRow {
  readonly name: string;
  readonly expires_at: Date;
  readonly term: number;
  readonly owner: string;
  readonly since: Date;
}

export async function listDuties(reader: Reader): Promise<readonly DutyRecord[]> {
  const rows = await reader.rows<TermRow>(DUTIES, []);
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    return {
      name,
      expiresAt: own[0]?.expires_at ?? new Date(0),
      terms: own.map(({ term, owner, since }) => ({ term, owner, since })),
    };
  });
}
