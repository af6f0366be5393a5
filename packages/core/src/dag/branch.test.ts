import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../params/expression-error.ts';
import { chooseBranch, isChosen } from './branch.ts';
import { compilePlan } from './compile-plan.ts';

const context = (n: number) => ({ params: { n } });
const fields = {
  cases: [
    { when: 'params.n > 10', then: ['big'] },
    { when: 'params.n > 5', then: ['middle', 'extra'] },
  ],
  otherwise: ['small'],
};

describe('a switch', () => {
  it.each([
    [20, { case: 1, then: ['big'] }],
    [7, { case: 2, then: ['middle', 'extra'] }],
    [1, { case: 0, then: ['small'] }],
  ])('chooses the first case that holds for %i', (n, branch) => {
    expect(chooseBranch(fields, context(n))).toEqual(branch);
  });

  it('chooses nothing where no case holds and nothing is said otherwise', () => {
    expect(chooseBranch({ cases: fields.cases }, context(1))).toEqual({ case: 0, then: [] });
  });

  it('does not evaluate what stands behind the case that holds', () => {
    const cases = [...fields.cases.slice(0, 1), { when: 'params.absent > 1', then: ['never'] }];
    expect(chooseBranch({ cases }, context(11)).case).toBe(1);
    expect(() => chooseBranch({ cases }, context(1))).toThrow(ExpressionError);
  });

  it('lets all go on that it did not decide about', () => {
    expect(isChosen({ case: 1, then: ['big'] }, 'big')).toBe(true);
    expect(isChosen({ case: 1, then: ['big'] }, 'small')).toBe(false);
    expect(isChosen({}, 'small')).toBe(true);
    expect(isChosen(undefined, 'small')).toBe(true);
  });

  it('keeps what needs it from being started by counting alone', () => {
    const plan = compilePlan({
      kind: 'Workflow',
      name: 'a',
      project: 'default',
      tasks: {
        route: { type: 'switch', with: { cases: [{ when: 'true', then: ['chosen'] }] } },
        chosen: { type: 'shell', needs: ['route'], with: { script: 'true' } },
        behind: { type: 'shell', needs: ['chosen'], with: { script: 'true' } },
      },
    });
    expect(plan.tasks.map(({ switches, fused }) => ({ switches, fused }))).toEqual([
      { switches: [], fused: false },
      { switches: [0], fused: false },
      { switches: [], fused: true },
    ]);
  });
});
