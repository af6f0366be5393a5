/**
 * The domain: what a run is, when it may move, when it fires, what starts next. Pure: no clock, no
 * randomness, no I/O, so that the same code decides in the server, the CLI and the browser, and whole
 * clusters can be simulated. Decisions return values; others act on them.
 */
export * from './assert.ts';
export * from './dag/plan.ts';
export * from './dag/rules.ts';
export * from './definition/document-zone.ts';
export * from './definition/document.ts';
export * from './definition/task-types.ts';
export * from './definition/units.ts';
export * from './errors-page.ts';
export * from './errors.ts';
export * from './ids.ts';
export { CONTEXT_NAMES, type ContextName, FUNCTION_NAMES, PLANNED_CONTEXTS } from './params/cel-environment.ts';
export {
  type CompiledExpression,
  type ExpressionContext,
  MAX_EXPRESSION_LENGTH,
  compileExpression,
} from './params/compiled-expression.ts';
export * from './params/expression-error.ts';
export * from './params/expressions.ts';
export * from './params/nearest-name.ts';
export * from './params/param-value.ts';
export * from './params/params.ts';
export * from './params/patterns.ts';
export type { Reference } from './params/references.ts';
export * from './params/run-context.ts';
export * from './params/task-fields.ts';
export { isTemplate, splitTemplate } from './params/template.ts';
export * from './ports/access-store.ts';
export * from './ports/catalog.ts';
export * from './ports/engine-store.ts';
export * from './ports/run-commands.ts';
export * from './ports/run-queries.ts';
export * from './ports/schedule-store.ts';
export * from './ports/scope.ts';
export * from './queue/rank.ts';
export * from './run/reason-text.ts';
export * from './run/retry.ts';
export * from './run/states.ts';
export { CronError } from './schedule/cron-fields.ts';
export { type Cron, parseCron } from './schedule/cron.ts';
export * from './schedule/firing-times.ts';
export * from './schedule/intervals.ts';
export { firingsOfDate, startOfDate } from './schedule/logical-date.ts';
export * from './schedule/plan-firings.ts';
export { type RunMoment, runLogicalDate } from './schedule/run-logical-date.ts';
export * from './schedule/wheel.ts';
export { isTimeZone } from './schedule/zones.ts';
export * from './sha256.ts';
export * from './run/transitions.ts';
export * from './ports/outbox.ts';
