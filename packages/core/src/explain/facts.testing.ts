/** Facts of runs as explanations are given them: of everything there is one plain case, and a test says what is other. */
import { compilePlan } from '../dag/compile-plan.ts';
import type { WorkflowDocument } from '../definition/document.ts';
import type { RunFacts, TaskFacts, WorkerFacts } from './facts.ts';

export const AT = new Date('2026-11-21T10:00:00Z');

/** A task that waits for its upstreams. */
export const taskFacts = (more: Partial<TaskFacts> = {}): TaskFacts => ({
  state: 'pending',
  reason: undefined,
  isClaimable: false,
  isDue: false,
  counters: { need: 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 },
  attempt: 0,
  tries: 0,
  pausedAt: undefined,
  heldState: undefined,
  readyAt: AT,
  dispatchedAt: undefined,
  startedAt: undefined,
  stopAt: undefined,
  dueAt: undefined,
  endedAt: undefined,
  line: undefined,
  holder: undefined,
  lastError: undefined,
  ...more,
});

/** A connected worker of which every slot is taken. */
export const workerFacts = (more: Partial<WorkerFacts> = {}): WorkerFacts => ({
  name: 'w1',
  group: 'default',
  capabilities: new Set(['shell']),
  labels: {},
  resources: {},
  used: {},
  isGone: false,
  isSilent: false,
  isDraining: false,
  room: 0,
  slots: 4,
  busy: 4,
  ...more,
});

/** A running run of the document. */
export const runFacts = (
  document: WorkflowDocument,
  tasks: ReadonlyMap<number, TaskFacts>,
  more: Partial<RunFacts> = {},
): RunFacts => ({
  runId: '0197f000-0000-7000-8000-000000000000',
  now: AT,
  plan: compilePlan(document),
  state: 'running',
  reason: undefined,
  phase: 'tasks',
  createdAt: AT,
  pausedAt: undefined,
  endedAt: undefined,
  isMoving: true,
  hold: undefined,
  tasks,
  workers: [],
  ...more,
});
