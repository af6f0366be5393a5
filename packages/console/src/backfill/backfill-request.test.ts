import { describe, expect, it } from 'vitest';
import { backfillCommand, firstFields, pickDate, planRequest, problemOf } from './backfill-request.ts';

const fields = firstFields(undefined, '2026-11-21');

describe('the fields of a backfill', () => {
  it('begin with the thirty days before today, or with what was clicked', () => {
    expect([fields.from, fields.to, fields.only]).toEqual(['2026-10-22', '2026-11-20', 'missing']);
    const one = firstFields({ from: '2026-11-03', to: '2026-11-03' }, '2026-11-21');
    expect([one.from, one.to, one.only]).toEqual(['2026-11-03', '2026-11-03', 'all']);
  });

  it.each([
    [{ from: '2026-02-30' }, 'notDates'],
    [{ from: '2026-11-21' }, 'backwards'],
    [{ parallelism: '0' }, 'parallelism'],
    [{ parallelism: '1.5' }, 'parallelism'],
    [{}, undefined],
  ])('with %j are refused as %s', (part, problem) => {
    expect(problemOf({ ...fields, ...part })).toBe(problem);
  });

  it('take a range from two clicks in either direction', () => {
    const begun = pickDate(fields, '2026-11-10', false);
    expect([begun.from, begun.to]).toEqual(['2026-11-10', '2026-11-10']);
    expect(pickDate(begun, '2026-11-12', true)).toMatchObject({ from: '2026-11-10', to: '2026-11-12' });
    expect(pickDate(begun, '2026-11-08', true)).toMatchObject({ from: '2026-11-08', to: '2026-11-10' });
  });
});

describe('planRequest', () => {
  it('sends what was chosen and leaves the rest to the server', () => {
    expect(
      planRequest('retail', 'orders', { ...fields, version: 6, downstream: ['report'] }, { region: 'cn' }),
    ).toEqual({
      kind: 'backfill',
      project: 'retail',
      workflow: 'orders',
      from: '2026-10-22',
      to: '2026-11-20',
      only: 'missing',
      order: 'oldest_first',
      parallelism: 4,
      version: 6,
      params: { region: 'cn' },
      downstream: ['report'],
    });
    expect(Object.keys(planRequest('retail', 'orders', fields, {}))).not.toContain('params');
  });
});

describe('backfillCommand', () => {
  it('writes the same for a shell', () => {
    const plan = planRequest('retail', 'orders', { ...fields, order: 'newest_first', version: 6 }, { note: "it's" });
    expect(backfillCommand(plan, { project: 'retail', environment: 'prod' })).toBe(
      "npx carillon backfill create orders --project retail -e prod --from 2026-10-22 --to 2026-11-20 --only missing --parallel 4 --order newest_first --version 6 -p 'note=it'\\''s'",
    );
  });
});
