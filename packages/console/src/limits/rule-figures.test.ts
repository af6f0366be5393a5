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
