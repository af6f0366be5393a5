import { describe, expect, it } from 'vitest';
import { completeExpression, upstreamsOf } from './completion.ts';
import { analyse } from './language.ts';
import { quickFix } from './quick-fix.ts';
import { sentenceOf } from './change-sentence.ts';

const TEXT = `kind: Workflow
name: daily
params: { day: { type: date } }
tasks:
  extract: { type: shell, with: { script: "true" }, outputs: { rows: integer } }
  other: { type: noop }
  load: { type: http, needs: [extract], with: { url: "https://a/" } }
  report: { type: noop, needs: [lod] }
`;
const read = (text: string) => analyse(text, { document: undefined, files: {} });
const { document, tasks, findings, changes } = read(TEXT);
const task = (id: string) => {
  const found = tasks.find((one) => one.id === id);
  if (!found) throw new Error(`there is no task ${id}`);
  return found;
};
const labels = (before: string, id: string) =>
  completeExpression(before, { document, tasks }, task(id)).options.map(({ label }) => label);

describe('completing an expression', () => {
  it('offers what the task may read, and nothing else', () => {
    expect(labels('tasks.', 'load')).toEqual(['extract']);
    expect(labels('tasks.extract.outputs.', 'load')).toEqual(['rows']);
    expect(labels('tasks.other.outputs.', 'load')).toEqual([]);
    expect(labels('params.', 'load')).toEqual(['day']);
    expect(labels('add', 'load')).toContain('addDays');
    expect(upstreamsOf(tasks, task('load')).map(({ id }) => id)).toEqual(['extract']);
  });
});

describe('what is said of a text', () => {
  it('names each task with its line, and what is new in sentences', () => {
    expect(tasks.map(({ id, line }) => [id, line])).toEqual([
      ['extract', 5],
      ['other', 6],
      ['load', 7],
      ['report', 8],
    ]);
    expect(changes.map((change) => sentenceOf(change).key)).toContain('editor.change_task_added');
    expect(changes.every(({ path }) => path[0] !== 'name')).toBe(true);
  });

  it('mends a name that was meant, by one edit', () => {
    const fixes = findings.map(quickFix).filter((fix) => fix !== undefined);
    expect(fixes).toEqual([
      { value: 'load', edit: { edit: 'set_field', path: ['tasks', 'report', 'needs', '0'], value: 'load' } },
    ]);
  });

  it('locks what an alias stands for, and keeps nothing of a text that is broken', () => {
    const shared = read('kind: Workflow\nname: a\ntasks:\n  a: &a { type: noop }\n  b: *a\n');
    expect(shared.tasks.map(({ lock }) => lock)).toEqual(['SHARED', 'SHARED']);
    expect(read('tasks: {').document).toBeUndefined();
    expect(read('tasks: {').findings.length).toBeGreaterThan(0);
  });
});
