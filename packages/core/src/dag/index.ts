export { type Branch, chooseBranch, isChosen, type SwitchFields, switchFields } from './branch.ts';
export { type ChainStep, isChainStep } from './chain-step.ts';
export { capabilityOf } from './compile-task.ts';
export { compilePlan } from './compile-plan.ts';
export type { Plan, PlanTask, TaskDefinition } from './plan.ts';
export { previewReopening, previewRerun, type TaskChange, type TaskEffect } from './change-preview.ts';
export {
  type ChildPlace,
  type LoopKind,
  type ChildrenSpec,
  type ChildStart,
  type ChildTarget,
  type Expansion,
  MAX_CHILDREN_A_START,
  MAX_DEPTH,
  type Next,
  NO_PROGRESS,
  type Progress,
  type StartedChild,
} from './expansion.ts';
export { expand, type ExpansionSources, nextChildren } from './next-children.ts';
export { OUTERMOST, type Result, taskNamed, type TaskScope, tasksContext, tasksRead } from './task-scope.ts';
export { planReopening, reopenedFrom, type ReopenProblem, type Reopening } from './reopen.ts';
export {
  type MarkState,
  planRerun,
  type RerunPlan,
  type RerunProblem,
  type RerunSelection,
} from './rerun.ts';
export {
  type CompensationEnd,
  type CompensationStep,
  compensationTasks,
  nextCompensation,
} from './compensation.ts';
export type { CheckDocument } from './given-tasks.ts';
export { loopKind, MAX_GIVEN_TASKS, MAX_ITEMS, MAX_ROUNDS, MAX_SHARDS, MAX_TASKS } from './loops.ts';
export { type FieldValue, fieldValues } from './field-values.ts';
export { tasksOfTurn, type Turn, turnContext, turnOf } from './turn.ts';
export {
  givenContext,
  needsItem,
  taskAt,
  tasksReadBy,
  testDocument,
  testedTask,
  type TaskPlace,
  type TaskRead,
  type TestedTask,
  type TestProblem,
} from './task-test.ts';
export { graphEdges } from './graph-edges.ts';
export { groupAgainst, type GroupEnd, groupEnd } from './group-end.ts';
export { type Counters, judge, startsEarly, TRIGGER_RULES, type TriggerRule } from './rules.ts';
export { secretsOf } from './secrets-of.ts';
