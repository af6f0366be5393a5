import { describe, expect, it } from 'vitest';
import { fillTemplate, ofMany } from './fill-template.ts';

describe('a sentence with gaps', () => {
  it('says one of one thing, and many of any other number', () => {
    const sentence = '{count|run stands|runs stand} still since {forMs}.';
    expect(fillTemplate(sentence, { count: 1, forMs: 60_000 })).toBe('1 run stands still since 1m.');
    expect(fillTemplate(sentence, { count: 2, forMs: 60_000 })).toBe('2 runs stand still since 1m.');
    expect(fillTemplate(sentence, { count: 0, forMs: 60_000 })).toBe('0 runs stand still since 1m.');
    expect(ofMany(sentence)).toBe('{count} runs stand still since {forMs}.');
  });

  it('leaves a clause out whose number is not known', () => {
    expect(fillTemplate('It waits[ for {count|run|runs}].', {})).toBe('It waits.');
    expect(fillTemplate('It waits[ for {count|run|runs}].', { count: 1 })).toBe('It waits for 1 run.');
  });
});
