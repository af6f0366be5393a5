import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN, RUN_ID, sendProblem, startFakeApi } from '../test/fake-api.ts';

const TEXT = 'kind: Workflow\nname: hello\ntasks:\n  load: { type: shel, with: { script: "true" } }\n';
const TEST = ['task', 'test', 'load', '-f', '-'];

describe('task test', () => {
  it('sends the text with what the task is given, by what the values look like', async () => {
    const api = await startFakeApi();
    api.answer('/tasks/test', (response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...RUN, trigger: { kind: 'test', actor: 'me' } }));
    });
    const given = ['--given', 'all.extract.rows=3', '--given', 'all.extract.name=a b', '--ended', 'probe=failed'];
    const tested = await carillon([...TEST, ...given, '--item', '["cn"]', '-q'], { ...at(api.url), input: TEXT });
    expect(tested).toMatchObject({ code: 0, out: `${RUN_ID}\n` });
    expect(api.seen.find(({ method }) => method === 'POST')?.body).toEqual({
      text: TEXT,
      files: {},
      task: 'load',
      given: { 'all.extract': { outputs: { rows: 3, name: 'a b' } }, probe: { state: 'failed' } },
      item: ['cn'],
    });
  });

  it('shows what is wrong with the text at its line, and starts nothing', async () => {
    const api = await startFakeApi();
    const message = 'there is no task type "shel"';
    api.answer('/tasks/test', (response) =>
      sendProblem(response, 422, 'VALIDATION_DOCUMENT', {
        errors: [{ pointer: '/tasks/load/type', code: 'VALIDATION_TASK_TYPE', message, line: 4, column: 17 }],
      }),
    );
    const refused = await carillon(TEST, { ...at(api.url), input: TEXT });
    expect(refused.code).toBe(3);
    expect(refused.err).toContain(`stdin.yaml:4:17: error: ${message}\n4 |   load:`);
    expect(refused.err).toContain('error: nothing was started');
  });

  it.each([
    ['--given', 'extract', '--given extract.rows=3'],
    ['--given', 'extract=3', '--given extract.rows=3'],
    ['--ended', 'extract', '--ended extract=failed'],
  ])('says how %s %s is written', async (flag, value, example) => {
    const refused = await carillon([...TEST, flag, value], { input: TEXT });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`write it as ${example}`) });
  });
});
