import { describe, expect, it } from 'vitest';
import { differences, figuresOf, setCommand, textsOf } from './rule-figures.ts';

const FORMER = {
  concurrency: { max: 4, key: '${{ params.shop }}', onLimit: 'skip' as const },
  rate: { limit: 100, per: '1m', burst: 5, key: '${{ params.shop }}' },
  when: "workflow.name == 'a'",
};
const texts = textsOf(FORMER);

describe('the figures of a limit', () => {
  it('come back as they were where nothing is typed, with what the form does not ask for', () => {
    expect(figuresOf(texts, FORMER)).toEqual(FORMER);
  });

  it('keep the key of each part where it is not typed anew, and differ in it where it is', () => {
    const former = { concurrency: { max: 4, key: 'a' }, rate: { limit: 100, per: '1m', key: 'b' } };
    const own = textsOf(former);
    const more = figuresOf({ ...own, limit: '200' }, former);
    expect(more).toEqual({ ...former, rate: { limit: 200, per: '1m', key: 'b' } });
    expect(differences(former, more ?? {}).map(({ field }) => field)).toEqual(['rate']);
    const unkeyed = { ...former, concurrency: { max: 4 } };
    expect(figuresOf({ ...textsOf(unkeyed), max: '5' }, unkeyed)).toEqual({ ...unkeyed, concurrency: { max: 5 } });
    expect(differences(former, figuresOf({ ...own, key: 'c' }, former) ?? {})).toEqual([
      { field: 'key', before: 'a / b', after: 'c' },
    ]);
    expect(figuresOf({ ...textsOf({ rate: former.rate }), max: '4' }, { rate: former.rate })).toEqual({
      concurrency: { max: 4, key: 'b' },
      rate: former.rate,
    });
    expect(setCommand({ name: 'x', ...former })).toContain('--key a --rate-key b');
  });

  it('are those that are typed', () => {
    expect(figuresOf({ ...texts, max: '8', limit: '', key: '' }, FORMER)).toEqual({
      concurrency: { max: 8, onLimit: 'skip' },
      when: FORMER.when,
    });
  });

  it.each([{ max: '', limit: '' }, { max: '0' }, { max: '1.5' }, { limit: 'many' }, { limit: '5', per: 'soon' }])(
    'are none as %o',
    (typed) => expect(figuresOf({ ...texts, ...typed }, FORMER)).toBeUndefined(),
  );

  it('differ field by field', () => {
    const next = figuresOf({ ...texts, max: '8', limit: '', counts: 'runs' }, FORMER);
    expect(differences(FORMER, next ?? {})).toEqual([
      { field: 'counts', before: 'task_runs', after: 'runs' },
      { field: 'max', before: '4', after: '8' },
      { field: 'rate', before: '100/1m', after: '' },
    ]);
  });

  it('make a command that says the same', () => {
    expect(setCommand({ name: 'dwh', project: 'shop', ...FORMER, reason: 'new contract' })).toBe(
      `npx carillon limit set dwh --project shop --max 4 --on-limit skip --rate 100/1m --burst 5 --key '\${{ params.shop }}' --when 'workflow.name == '\\''a'\\''' --reason 'new contract'`,
    );
  });
});
