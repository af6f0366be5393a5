/** How long an attempt may be out of touch. */
import { expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (task: string): readonly string[] =>
  loadDocuments([{ path: 'w.yaml', text: `kind: Workflow\nname: w\ntasks: { a: ${task} }` }]).findings.map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );

it.each(['lease: 14s', 'lease: 1h', 'lease: 5m, exclusive: true'])('%s is a lease', (fields) =>
  expect(found(`{ type: function, with: { handler: h }, ${fields} }`)).toEqual([]),
);

it.each([
  ['{ type: function, with: { handler: h }, lease: 13s }', '/tasks/a/lease a lease of 13s is not between 14s and 1h'],
  ['{ type: function, with: { handler: h }, lease: 61m }', '/tasks/a/lease a lease of 61m is not between 14s and 1h'],
  [
    '{ type: noop, exclusive: true }',
    '/tasks/a/exclusive a task of type "noop" takes no worker, so that it has no exclusive',
  ],
])('%s is refused by name', (task, message) => expect(found(task)).toEqual([message]));
