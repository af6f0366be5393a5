import { expect, it } from 'vitest';
import type { ChildEdge, GraphCompletion } from '../ports/completions.ts';
import { TASK_STATE_CODES } from '../run/states.ts';
import { isChainStep } from './chain-step.ts';

const child: ChildEdge = {
  taskNo: 1,
  need: 1,
  fused: true,
  laneKey: 4,
  rank: 5,
  timeoutMs: undefined,
  sessionKey: undefined,
};
const step: GraphCompletion = {
  runId: 'r',
  taskNo: 0,
  by: { kind: 'report', attemptId: 'a', fence: 1, sessionKey: 1 },
  state: TASK_STATE_CODES.success,
  startedAtMs: undefined,
  exitCode: undefined,
  reason: undefined,
  output: undefined,
  step: '{}',
  countsAs: 'ok',
  failsRun: false,
  pausesRun: false,
  sink: false,
  children: [child],
};

it.each<[what: string, changed: Partial<GraphCompletion>, is: boolean]>([
  ['has one child that waits for nothing else', {}, true],
  ['has one that a worker has room for', { children: [{ ...child, sessionKey: 6 }] }, true],
  ['has no child', { children: [], sink: true }, false],
  ['did not succeed', { state: TASK_STATE_CODES.failed, countsAs: 'failed' }, false],
  ['nobody reported', { by: { kind: 'decision', seenState: 2, seenDone: 0 } }, false],
  ['brings datasets up to date', { produces: true }, false],
  ['has a child that waits for others', { children: [{ ...child, need: 2 }] }, false],
  ['has a child that is to be decided on', { children: [{ ...child, fused: false }] }, false],
  ['has two children', { children: [child, { ...child, taskNo: 2 }] }, false],
])('what %s is a step of a chain, or none', (_, changed, is) => {
  expect(isChainStep({ ...step, ...changed })).toBe(is);
});
