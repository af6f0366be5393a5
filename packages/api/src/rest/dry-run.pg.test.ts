import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const dryRun = async (json: unknown) =>
  (await harness.ask({ method: 'POST', url: '/api/v1/documents/dry-run', json })).json();

const TEXT = `kind: Workflow
name: never-published
project: not-there-yet
params:
  day: { type: date, default: "\${{ run.logicalDate }}" }
  region: { type: string, enum: [cn, eu], default: cn }
schedule: { cron: "0 6 * * *", timezone: UTC }
tasks:
  load: { type: shell, needs: [extract, gate], with: { script: "true" } }
  extract: { type: shell, with: { script: "true" }, queue: default }
  gate: { type: noop, needs: [extract] }
finally:
  tell: { type: noop }
`;

describe('a dry run', () => {
  it('tells parameters of a date, the order, who could run what, and what fires next', async () => {
    const told = await dryRun({ text: TEXT, date: '2026-03-01', params: { region: 'eu' } });
    expect(told).toMatchObject({ errors: [], logicalDate: '2026-03-01', params: { day: '2026-03-01', region: 'eu' } });
    expect(told.tasks.map(({ task, step, inline }: Record<string, unknown>) => [task, step, inline])).toEqual([
      ['extract', 1, false],
      ['gate', 2, true],
      ['load', 3, false],
      ['tell', 1, true],
    ]);
    expect(told.tasks[0]).toMatchObject({ queue: 'default', workers: [], workerCount: 0 });
    expect(told.firings).toHaveLength(5);
    expect(told.firings[0].localTime).toContain('T06:00');
  });

  it('leaves nothing behind', async () => {
    await dryRun({ text: TEXT });
    const { items } = (await harness.ask({ url: '/api/v1/workflows?project=not-there-yet' })).json();
    expect(items).toEqual([]);
  });

  it.each([
    ['a document that is wrong', { text: TEXT.replace('type: shell', 'type: shel') }, 'VALIDATION_TASK_TYPE'],
    ['a parameter that is none of the choices', { text: TEXT, params: { region: 'us' } }, 'VALIDATION_PARAM'],
  ])('tells of %s', async (_what, body, code) => {
    const { errors, tasks } = await dryRun(body);
    expect(errors[0].code).toContain(code);
    expect(tasks).toEqual([]);
  });
});
