import { beforeEach, describe, expect, it } from 'vitest';
import { createLifecycle, type Part } from './lifecycle.ts';
import { createLogger } from './logger.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let steps: string[];

beforeEach(() => {
  steps = [];
});

function part(name: string, faults: { start?: boolean; stop?: boolean } = {}): Part {
  const step = (verb: 'start' | 'stop') => async () => {
    steps.push(`${verb} ${name}`);
    if (faults[verb]) throw new Error(`${name} cannot ${verb}`);
  };
  return { name, start: step('start'), stop: step('stop') };
}

describe('createLifecycle', () => {
  it('stops in the reverse order, once, however often it is asked', async () => {
    const lifecycle = createLifecycle(log);
    await lifecycle.start(part('store'));
    await lifecycle.start(part('api'));
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(steps).toEqual(['start store', 'start api', 'stop api', 'stop store']);
  });

  it('takes down what runs when a part fails to start', async () => {
    const lifecycle = createLifecycle(log);
    await lifecycle.start(part('store'));
    await expect(lifecycle.start(part('api', { start: true }))).rejects.toThrow('api cannot start');
    expect(steps).toEqual(['start store', 'start api', 'stop store']);
  });

  it('stops the others when one part cannot stop', async () => {
    const lifecycle = createLifecycle(log);
    await lifecycle.start(part('store'));
    await lifecycle.start(part('api', { stop: true }));
    await lifecycle.stop();
    expect(steps).toContain('stop store');
  });
});
