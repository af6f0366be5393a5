/**
 * Deterministic simulation: whole clusters in one process on virtual time, a model of the store, and the checks of what
 * happened. docs/architecture/simulation.md.
 */
export { violationsOf } from './checks/all-checks.ts';
export type { Check, History, Violation } from './checks/history.ts';
export { createChances, type Chances } from './chances.ts';
export { HOUR, MOMENT, stretchOf } from './load/shapes.ts';
export { shrink, simulate, type Simulated, type SimulateOptions } from './load/simulate.ts';
export { planSteps, type Shape, type Step } from './load/steps.ts';
export { storyOf } from './load/story.ts';
export { createSchedulesAlone, type SchedulesAlone, waitingRun } from './schedules-alone.ts';
export { createTransactions, engineStoreOver, type Transactions } from './store/model.ts';
export { createTables, type Safety, type StoreMachine, type Tables } from './store/tables.ts';
