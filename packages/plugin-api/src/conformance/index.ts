/**
 * What every executor must keep, checked by running it: for the tests of built-in types and of plugins.
 *
 * @example
 * it('keeps the contract', async () => {
 *   const problems = await exerciseExecutor(hello, [
 *     { name: 'greets', with: { name: 'Ann' }, expect: { outcome: 'success', output: { greeted: true } } },
 *   ]);
 *   expect(problems).toEqual([]);
 * });
 */
export { type CoordinatorCase, exerciseCoordinator } from './exercise-coordinator.ts';
export { type ExecutorCase, type ExpectedEnd, exerciseExecutor } from './exercise-executor.ts';
export { createTestContext, type TestContext, type TestContextOptions } from './test-context.ts';
