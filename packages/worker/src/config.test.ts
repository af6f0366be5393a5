import { expect, it } from 'vitest';
import { checkConfig } from './config.ts';

const GOOD = { servers: ['127.0.0.1:4401'], token: 't' };

it('refuses a sandbox level it cannot provide instead of running without', () => {
  expect(() => checkConfig({ ...GOOD, sandbox: 2 })).toThrow(
    'SANDBOX_UNAVAILABLE: this worker was asked for sandbox level 2 and provides level 0 only',
  );
});

it.each([
  [{ ...GOOD, servers: [] }, 'servers: name at least one server'],
  [{ ...GOOD, token: '' }, 'token: a worker token is needed'],
  [{ ...GOOD, slots: 0 }, 'slots: 0 must be a whole number between 1 and 10000'],
])('names the setting that is wrong', (config, message) => expect(() => checkConfig(config)).toThrow(message));
