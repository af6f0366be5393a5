import { describe, expect, it } from 'vitest';
import type { TaskDocument } from '../definition/document.ts';
import { fieldValues } from './field-values.ts';

const TASK: TaskDocument = {
  type: 'http',
  when: 'tasks.extract.outputs.rows > 1',
  params: { name: '${{ params.region }}-1', fixed: 'x' },
  with: {
    url: 'https://example.org/${{ params.name }}',
    method: 'GET',
    headers: { authorization: '${{ secrets.token }}' },
    body: '${{ tasks.extract.outputs.none }}',
  },
  env: { ROWS: '${{ tasks.extract.outputs.rows }}', BOTH: '${{ params.fixed + params.name }}' },
};
const CONTEXT = { params: { region: 'eu' }, tasks: { extract: { outputs: { rows: 3 } } } };

describe('the values of a task’s fields', () => {
  const values = fieldValues(TASK, CONTEXT);
  const at = (path: string) => values.find((one) => one.at.join('.') === path);

  it('are those of its expressions, each read as its attempt would read it', () => {
    expect(at('when')).toEqual({ at: ['when'], value: true });
    expect(at('params.name')).toMatchObject({ value: 'eu-1' });
    expect(at('with.url')).toMatchObject({ value: 'https://example.org/eu-1' });
    expect(at('env.ROWS')).toMatchObject({ value: 3 });
    expect(at('env.BOTH')).toMatchObject({ value: 'xeu-1' });
  });

  it('leave out what is no expression, and give no secret away', () => {
    expect(at('with.method')).toBeUndefined();
    expect(JSON.stringify(at('with.headers'))).toContain('secrets.token');
  });

  it('say what is wrong with one, and still tell the others', () => {
    expect(at('with.body')).toMatchObject({ error: expect.stringContaining('none') });
  });
});
