import { expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (workflow: string): readonly string[] => {
  const text = `kind: Workflow\nname: w\ntasks: { a: { type: workflow, with: { workflow: ${JSON.stringify(workflow)} } } }`;
  return loadDocuments([{ path: 'w.yaml', text }]).findings.map(
    ({ code, pointer, message }) => `${code} ${pointer} ${message}`,
  );
};

it.each(['load', 'sales/load', '${{ run.id }}'])('takes the name %s', (name) => {
  expect(found(name)).toEqual([]);
});

it.each(['a/b/c', '/load', 'sales/', 'Load it'])('refuses the name %s', (name) => {
  expect(found(name)).toEqual([`VALIDATION_NAME /tasks/a/with/workflow "${name}" is no name of a workflow`]);
});
