import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { get, post, publish } = openedApi();
const dryRun = async (json: unknown) => (await post('/documents/dry-run', json)).json();

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

  it('tells what the fields of a task come to, with the params of a former run where it is named', async () => {
    const field = "  load: { type: shell, env: { R: '${{ params.region }}', N: '${{ tasks.extract.outputs.rows }}' }, ";
    const text = TEXT.replace('  load: { type: shell, ', field)
      .replace('  extract: { ', '  extract: { outputs: { rows: integer }, ')
      .replace('not-there-yet', 'default');
    const told = await dryRun({ text, task: 'load', params: { region: 'eu' } });
    expect(told.fields).toEqual([
      { at: ['env', 'R'], value: 'eu' },
      { at: ['env', 'N'], error: expect.stringContaining('env.N') },
    ]);
    await publish(text);
    const started = { workflow: 'never-published', params: { region: 'eu' }, date: '2026-03-01' };
    const { id } = (await post('/runs', started)).json();
    const former = await dryRun({ text, task: 'load', run: id });
    expect(former).toMatchObject({ logicalDate: '2026-03-01', params: { region: 'eu' } });
    expect(former.fields[0]).toEqual({ at: ['env', 'R'], value: 'eu' });
    expect((await dryRun({ text, task: 'nothing' })).errors[0]).toMatchObject({ pointer: '/task' });
  });

  it('leaves nothing behind', async () => {
    await dryRun({ text: TEXT });
    const { items } = (await get('/workflows?project=not-there-yet')).json();
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
