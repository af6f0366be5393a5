import { expect, it } from 'vitest';
import { csvLine } from './csv.ts';

it('quotes what must be, and makes no formulas', () => {
  expect(csvLine(['a,b', 'say "x"', '=SUM(A1)', '-5', '@me', ''])).toBe('"a,b","say ""x""",\'=SUM(A1),-5,\'@me,\r\n');
});
