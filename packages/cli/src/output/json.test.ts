import { describe, expect, it } from 'vitest';
import { createScreen } from '../../test/capture.ts';
import { printJson } from './json.ts';

async function printed(value: unknown, flags: { jq?: string; template?: string }): Promise<string> {
  const screen = createScreen();
  await printJson(value, flags, screen.terminal);
  return screen.out();
}

const RUNS = [
  { id: 'run_1', state: 'failed' },
  { id: 'run_2', state: 'success' },
];

describe('JSON for programs', () => {
  it('goes through a filter, texts without quotes', async () => {
    expect(await printed(RUNS, { jq: '.[] | select(.state == "failed") | .id' })).toBe('run_1\n');
    expect(await printed(RUNS[0], { jq: '{state}' })).toBe('{\n  "state": "failed"\n}\n');
    expect(await printed('7', { jq: '.' })).toBe('7\n');
    expect(await printed(RUNS, { jq: '.[] | select(.state == "lost")' })).toBe('');
  });

  it('fills a template: the fields of an object, the items of a list', async () => {
    expect(await printed(RUNS[0], { template: '{{ id }} is {{ state }}' })).toBe('run_1 is failed\n');
    expect(await printed(RUNS, { template: '{% for run in items %}{{ run.id }}\\n{% endfor %}' })).toBe(
      'run_1\nrun_2\n\n',
    );
  });

  it('names what is wrong with a filter and a template', async () => {
    await expect(printed(RUNS, { jq: '.[' })).rejects.toThrow(/^--jq: .*syntax error/);
    await expect(printed(RUNS, { template: '{{ id | shout }}' })).rejects.toThrow('undefined filter: shout');
    await expect(printed(RUNS, { template: '{% for i in (1..100000000) %}x{% endfor %}' })).rejects.toThrow(
      '--template',
    );
  });
});
