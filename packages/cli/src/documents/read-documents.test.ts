import { describe, expect, it } from 'vitest';
import { namedFiles } from './read-documents.ts';

describe('the files a document names', () => {
  it('are those of its tasks, in every document of the text', async () => {
    const text =
      'tasks: { a: { with: { file: a.py } }, b: { with: { file: sql/b.sql } } }\n---\ntasks: { c: { with: { file: a.py } } }\n';
    expect(await namedFiles(text)).toEqual(['a.py', 'sql/b.sql']);
  });

  it('never lie outside its folder', async () => {
    const text =
      'tasks: { a: { with: { file: /etc/passwd } }, b: { with: { file: ../x } }, c: { with: { file: "a/..\\\\x" } } }\n';
    expect(await namedFiles(text)).toEqual([]);
  });

  it('are none where there is nothing to read', async () => {
    for (const text of ['', 'tasks: [', 'just text', 'tasks: 4', 'tasks: { a: null }', '- a'])
      expect(await namedFiles(text), text).toEqual([]);
  });
});
