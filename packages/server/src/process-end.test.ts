import { createLifecycle, createLogger } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { createProcessEnd } from './process-end.ts';

describe('createProcessEnd', () => {
  it('takes a Ctrl-C that arrives twice for one', async () => {
    const lifecycle = createLifecycle(createLogger({ name: 'test', level: 'silent' }));
    let finish = (): void => undefined;
    lifecycle.onStop('part', () => new Promise<void>((resolve) => (finish = resolve)));
    const heard: string[] = [];
    const { done } = createProcessEnd(lifecycle, {
      signals: ['SIGHUP'],
      onFirstSignal: () => heard.push('first'),
      onSecondSignal: () => heard.push('second'),
    });
    process.emit('SIGHUP');
    process.emit('SIGHUP');
    finish();
    expect(await done).toBe(0);
    expect(heard).toEqual(['first']);
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
