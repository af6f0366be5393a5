import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { expect, it } from 'vitest';
import { createFunctionExecutor, NonRetryableError } from './function-executor.ts';

it('calls the handler that a task names', async () => {
  const executor = createFunctionExecutor({
    greet: (params, { with: fields, log }) => {
      const name = params['name'] as string;
      log.line('stdout', `greeting ${name}`);
      return { greeting: `${fields['input'] as string} ${name}` };
    },
    silent: async () => undefined,
    broken: () => {
      throw new Error('no stock');
    },
    hopeless: () => {
      throw new NonRetryableError('no such customer');
    },
    wrong: (() => 3) as never,
  });
  expect(executor.capabilities).toEqual([
    'function:greet',
    'function:silent',
    'function:broken',
    'function:hopeless',
    'function:wrong',
  ]);
  const problems = await exerciseExecutor(executor, [
    {
      name: 'gives parameters and input, takes outputs',
      with: { handler: 'greet', input: 'Hello' },
      params: { name: 'Ann' },
      expect: { outcome: 'success', output: { greeting: 'Hello Ann' }, logged: ['greeting Ann'] },
    },
    { name: 'takes nothing for no outputs', with: { handler: 'silent' }, expect: { outcome: 'success', output: {} } },
    {
      name: 'fails by what is thrown',
      with: { handler: 'broken' },
      expect: {
        outcome: 'failed',
        reason: 'USER_ERROR',
        retryable: true,
        says: 'no stock',
        logged: ['Error: no stock'],
      },
    },
    {
      name: 'does not retry what is hopeless',
      with: { handler: 'hopeless' },
      expect: { outcome: 'failed', retryable: false, says: 'no such customer' },
    },
    {
      name: 'refuses what is no object',
      with: { handler: 'wrong' },
      expect: { outcome: 'failed', reason: 'OUTPUT_INVALID', says: 'must return an object' },
    },
    {
      name: 'says that a handler is missing',
      with: { handler: 'none' },
      expect: { outcome: 'failed', reason: 'START_FAILED', says: 'no handler is registered as \\"none\\"' },
    },
  ]);
  expect(problems).toEqual([]);
});
