/** Fields that say what a failure, and the end of the tasks, set off. */
import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (text: string): readonly string[] =>
  loadDocuments([{ path: 'w.yaml', text: `kind: Workflow\nname: w\n${text}` }]).findings.map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );

const TASKS = 'tasks: { a: { type: function, with: { handler: h } }, b: { type: noop, needs: [a] } }\n';

describe('what follows the tasks', () => {
  it('may wait for its own, and read the state of the run and every task', () => {
    expect(
      found(
        `${TASKS}failure: stop\nonFailure: { alarm: { type: noop, when: 'run.state == "failed" && tasks.b.state != "success"' } }\n` +
          'finally: { close: { type: noop }, last: { type: function, needs: [close], with: { handler: h, input: "${{ tasks.a.outputs.x }}" } } }',
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'waits for a main task',
      'finally: { close: { type: noop, needs: [a] } }',
      '/finally/close/needs/0 close needs "a", which is no task of finally',
    ],
    [
      'has the name of another',
      'onFailure: { a: { type: noop } }',
      '/onFailure/a there is a task "a" in tasks already',
    ],
    [
      'waits for itself',
      'finally: { x: { type: noop, needs: [y] }, y: { type: noop, needs: [x] } }',
      '/finally/x/needs tasks wait for each other: x → y → x',
    ],
    [
      'reads one of its own that it does not wait for',
      'finally: { x: { type: noop }, y: { type: noop, when: \'tasks.x.state == "success"\' } }',
      '/finally/y/when y reads tasks.x, which is not upstream of it',
    ],
    ['has a name that cannot be read', 'finally: { X: { type: noop } }', '/finally/X "X" cannot be the name of a task'],
    ['is empty', 'finally: {}', '/finally finally is empty'],
    [
      'starts a version that is neither live nor a number',
      'finally: { x: { type: workflow, with: { workflow: w, version: newest } } }',
      '/finally/x/with/version finally.x.with.version must be "live" or a whole number, not "newest"',
    ],
    ['is of an unknown strategy', 'failure: retry', '/failure failure must be one of "continue", "stop", "pause"'],
  ])('is refused where it %s', (_, text, expected) => {
    expect(found(TASKS + text)).toEqual([expect.stringContaining(expected)]);
  });

  it('is what knows the state of the run: the tasks do not', () => {
    const text = `tasks: { a: { type: noop, when: 'run.state == "failed"' } }`;
    expect(found(text)).toEqual([expect.stringContaining('run.state is known only when the tasks have ended')]);
  });
});

describe('rules of tries', () => {
  const retry = (fields: string): readonly string[] =>
    found(`tasks: { a: { type: noop, timeout: { task: 1h }, retry: { maxElapsed: 10m, on: [${fields}] } } }`);

  it('go by exit codes, errors and conditions over the attempt', () => {
    expect(
      retry(
        `{ exitCodes: [7], max: 2 }, { errors: [OOM_KILLED], backoff: fixed, initial: 1s, cap: 1m }, { when: 'attempt.number < 3 && attempt.exitCode == 1' }`,
      ),
    ).toEqual([]);
  });

  it.each([
    ['name nothing', '{ max: 2 }', '/tasks/a/retry/on/0'],
    ['read something else', `{ when: 'params.x == 1' }`, 'params cannot be read here'],
    ['read what an attempt does not have', `{ when: 'attempt.code == 1' }`, 'attempt has no field "code"'],
  ])('are refused where they %s', (_, fields, expected) => {
    expect(retry(fields).join()).toContain(expected);
  });

  it('alone read the attempt', () => {
    expect(found(`tasks: { a: { type: noop, when: 'attempt.number == 1' } }`)).toEqual([
      expect.stringContaining('no attempt has ended where this is evaluated'),
    ]);
  });
});
