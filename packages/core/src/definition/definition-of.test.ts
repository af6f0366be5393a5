import { describe, expect, it } from 'vitest';
import { definitionOf } from './definition-of.ts';
import type { WorkflowDocument } from './document.ts';

const run = (script: string) => ({ type: 'shell' as const, with: { script } });
const inner = { type: 'group', tasks: { stage: run('stage') } };
const outer = { type: 'group', env: { REGION: 'eu' }, tasks: { extract: run('extract'), inner } };
const document = {
  kind: 'Workflow',
  name: 'orders',
  project: 'default',
  defaults: { queue: 'slow' },
  tasks: { load: outer, plain: { ...run('plain'), queue: 'fast' } },
  onFailure: { tell: run('tell') },
  finally: { close: run('close') },
} as unknown as WorkflowDocument;

describe('the definition of a task of a run', () => {
  it('has what all tasks share, where the task does not say it itself', () => {
    expect(definitionOf(document, 'plain')).toMatchObject({ queue: 'fast', with: { script: 'plain' } });
    expect(definitionOf(document, 'tell')).toMatchObject({ queue: 'slow', with: { script: 'tell' } });
    expect(definitionOf(document, 'close')).toMatchObject({ with: { script: 'close' } });
  });

  it('is found in groups within groups, with what these hand down', () => {
    expect(definitionOf(document, 'load.extract')).toMatchObject({
      env: { REGION: 'eu' },
      with: { script: 'extract' },
    });
    expect(definitionOf(document, 'load.inner.stage')).toMatchObject({ with: { script: 'stage' } });
  });

  it('is the whole group for what stands for it in a run', () => {
    for (const id of ['load', 'load.entry']) expect(definitionOf(document, id)).toEqual({ queue: 'slow', ...outer });
    expect(definitionOf(document, 'load.inner')).toMatchObject(inner);
  });

  it('is nothing for a task that is not there', () => {
    expect(definitionOf(document, 'load.other')).toBeUndefined();
  });
});
