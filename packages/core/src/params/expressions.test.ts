import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../definition/document.ts';
import { compileExpression } from './compiled-expression.ts';
import { ExpressionError } from './expression-error.ts';
import { evaluateCondition, hasExpressions, references, resolveUrl, resolveValue } from './expressions.ts';
import { resolveNamedFields } from './task-fields.ts';

const context = {
  params: { day: '2025-11-20', n: 3, ratio: 2.5, list: [3, 1, 2], name: 'a b/c?', none: null },
  tasks: { load: { state: 'success', outputs: { rows: 5 } } },
  run: { logicalTime: '2025-11-20T16:10:00Z', logicalDate: '2025-11-20' },
};
const value = (source: string): Json => compileExpression(source).evaluate(context);

function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it('shows the beginning of a key that is not there', () => {
  const key = 'x'.repeat(1_000);
  const missing = () => compileExpression('params.map[params.key]').evaluate({ params: { map: {}, key } });
  expect(errorOf(missing).said.message).toEqual({ text: 'no such key: {0}', values: ['x'.repeat(64)] });
});

describe('templates', () => {
  it('keep the type of a string that is one expression', () => {
    expect(resolveValue({ rows: '${{ tasks.load.outputs.rows }}', list: ['${{ params.list }}'] }, context)).toEqual({
      rows: 5,
      list: [[3, 1, 2]],
    });
  });
  it('insert text, JSON and nothing for null in a longer string', () => {
    expect(resolveValue('${{ params.day }}: ${{ params.list }}${{ params.none }}!', context)).toBe(
      '2025-11-20: [3,1,2]!',
    );
  });
  it('give ${{ for its escape', () => {
    expect(resolveValue('$${{ x }} ${{ params.n }}', context)).toBe('${{ x }} 3');
    expect(hasExpressions({ a: ['$${{ x }}'] })).toBe(true);
    expect(hasExpressions({ a: ['$ {{ x }}'] })).toBe(false);
  });
  it('end at the }} that belongs to them', () => {
    expect(resolveValue("${{ {'a': {'b': '}}'}} }}", context)).toEqual({ a: { b: '}}' } });
    expect(resolveValue("${{ \"\\\"\" + '''}}''' }}", context)).toBe('"}}');
  });
  it('are evaluated once', () => {
    expect(resolveValue('${{ params.text }}', { params: { text: '${{ params.n }}' } })).toBe('${{ params.n }}');
  });
  it('say where an expression does not end', () => {
    expect(errorOf(() => resolveValue('ab ${{ params.n', context))).toMatchObject({
      code: 'EXPRESSION_SYNTAX',
      place: { start: 3 },
    });
  });
  it('place an error in the whole string', () => {
    expect(errorOf(() => resolveValue('ab ${{ params.nope }}', context))).toMatchObject({
      code: 'EXPRESSION_UNKNOWN_NAME',
      place: { source: 'ab ${{ params.nope }}', start: 14, end: 18 },
    });
  });
});

describe('URLs', () => {
  it('percent-encode what is inserted', () => {
    expect(resolveUrl('https://shop.example/${{ params.name }}?q=${{ params.name }}', context)).toBe(
      'https://shop.example/a%20b%2Fc%3F?q=a%20b%2Fc%3F',
    );
  });
  it('take a leading value as the base', () => {
    expect(resolveUrl('${{ params.base }}/x', { params: { base: 'https://a.example:1/b%20c' } })).toBe(
      'https://a.example:1/b%20c/x',
    );
  });
});

describe('conditions', () => {
  it('are true or false', () => {
    expect(evaluateCondition('tasks.load.outputs.rows > 0', context)).toBe(true);
    expect(evaluateCondition('tasks.load.state != "success"', context)).toBe(false);
  });
  it('refuse any other value', () => {
    expect(errorOf(() => evaluateCondition('tasks.load.outputs.rows', context)).code).toBe('EXPRESSION_TYPE');
  });
});

describe('functions', () => {
  it.each<[string, Json]>([
    ["date('2025-11-21T00:10:00+08:00')", '2025-11-21'],
    ['addDays(params.day, -20)', '2025-10-31'],
    ["addMonths('2024-01-31', 1)", '2024-02-29'],
    ["addYears('2024-02-29', 1)", '2025-02-28'],
    ["startOf(params.day, 'week')", '2025-11-17'],
    ["startOf(params.day, 'quarter')", '2025-10-01'],
    ["endOf(params.day, 'month')", '2025-11-30'],
    ["endOf('2025-11-20T00:00:00Z', 'year')", '2025-12-31T23:59:59.999Z'],
    ["format(params.day, 'yyyyMMdd')", '20251120'],
    ["format('2025-03-04T05:06:07.089Z', \"yy-M-d HH:mm:ss.SSS 'Q'Q XXX\")", '25-3-4 05:06:07.089 Q1 Z'],
    ["inZone(run.logicalTime, 'Asia/Shanghai')", '2025-11-21T00:10:00+08:00[Asia/Shanghai]'],
    ["date(inZone(run.logicalTime, 'Asia/Shanghai'))", '2025-11-21'],
    ["addDays(inZone('2025-03-08T07:30:00Z', 'America/New_York'), 1)", '2025-03-09T03:30:00-04:00[America/New_York]'],
    ['json(\'{"a": [1, 2.5, null]}\').a', [1, 2.5, null]],
    ['toJson({"a": params.list})', '{"a":[3,1,2]}'],
    ['orElse(params.nope, 5)', 5],
    ['orElse(params.none, orElse(tasks.gone.outputs.rows, "x"))', 'x'],
    ['range(3).map(i, i * 2)', [0, 2, 4]],
    ['chunk(params.list, 2)', [[3, 1], [2]]],
    ['sum(params.list) + sum([0.5])', 6.5],
    ["hash('a')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ["re('2025-11-20', '^[0-9]{4}-')", true],
    ['params.n * params.ratio', 7.5],
    ['timestamp(run.logicalTime) + duration("1h")', '2025-11-20T17:10:00Z'],
    ['timestamp("2025-01-01T01:00:00Z") - timestamp("2025-01-01T00:00:00Z")', '3600s'],
    ['cel.bind(tasks, 1, tasks + 1)', 2],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it.each([
    ['params.', 'EXPRESSION_SYNTAX', undefined],
    ['', 'EXPRESSION_SYNTAX', undefined],
    ['parms.day', 'EXPRESSION_UNKNOWN_NAME', 'Did you mean "params"?'],
    ['trigger.x', 'EXPRESSION_UNKNOWN_NAME', '"trigger" is not available yet.'],
    ['adDays(params.day, 1)', 'EXPRESSION_TYPE', 'Did you mean "addDays"?'],
    ['isWorkday(params.day, params.name)', 'EXPRESSION_UNAVAILABLE', "Write it out: 'cn-workdays'."],
    ['"a".matches("(a+)+$")', 'EXPRESSION_UNAVAILABLE', 'Use re(text, pattern), whose patterns take linear time.'],
    ['re("a", "(")', 'EXPRESSION_FAILED', undefined],
    ['"a" + 1', 'EXPRESSION_TYPE', undefined],
    ['params.n / 0', 'EXPRESSION_FAILED', undefined],
    ['9007199254740993', 'EXPRESSION_TYPE', 'Turn it into text with string().'],
    ['range(10001)', 'EXPRESSION_TOO_LARGE', undefined],
    ['format(params.day, "yyyy-qq")', 'EXPRESSION_FAILED', undefined],
    ['date("2025-02-30")', 'EXPRESSION_FAILED', undefined],
    ['startOf(params.day, "day")', 'EXPRESSION_FAILED', undefined],
    [
      'range(300).all(a, range(300).all(b, range(300).all(c, true)))',
      'EXPRESSION_TOO_LARGE',
      'Use shorter lists or fewer nested macros, or do the work in a task.',
    ],
    [`${'('.repeat(40)}1${')'.repeat(40)}`, 'EXPRESSION_TOO_LARGE', undefined],
    [`"${'x'.repeat(8_200)}"`, 'EXPRESSION_TOO_LARGE', undefined],
  ] as [string, string, string | undefined][])('%.60s is refused with %s', (source, code, hint) => {
    const error = errorOf(() => value(source));
    expect({ code: error.code, hint: error.hint }).toEqual({ code, hint });
    expect(error.place).toBeDefined();
  });

  it('do not let doubling build a huge text', () => {
    const doubling = Array.from({ length: 14 }, (_, i) => `cel.bind(v${i + 1}, v${i} + v${i}, `).join('');
    expect(errorOf(() => value(`cel.bind(v0, "${'x'.repeat(200)}", ${doubling}v14${')'.repeat(15)}`)).code).toBe(
      'EXPRESSION_TOO_LARGE',
    );
  });
});

describe('references', () => {
  it('name what is read, with macro variables left out', () => {
    const found = references({
      value: {
        a: '${{ tasks.load.outputs.rows + params.list.map(run, run + vars[params.n])[0] }}',
        b: ["${{ tasks['x'].state }}"],
      },
    });
    expect([...found.tasks]).toEqual(['load', 'x']);
    expect([...found.params]).toEqual(['list', 'n']);
    expect(found.run.size).toBe(0);
    expect(found.all.find((reference) => reference.root === 'vars')).toMatchObject({ path: [], computed: true });
    expect(found.all[0]).toMatchObject({ path: ['load', 'outputs', 'rows'], start: 4, end: 27 });
  });
  it('are those of a condition too', () => {
    expect([...references({ condition: 'has(tasks.a.outputs.x) && run.trigger == "manual"' }).run]).toEqual([
      'trigger',
    ]);
  });
});

describe('properties', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((v) => JSON.parse(JSON.stringify(v)) as Json);

  it('JSON goes through CEL unchanged', () => {
    fc.assert(
      fc.property(json, (v) => {
        expect(resolveValue('${{ params.v }}', { params: { v } })).toEqual(v);
      }),
    );
  });
  it('json(toJson(x)) is x', () => {
    fc.assert(
      fc.property(json, (v) => {
        expect(resolveValue('${{ json(toJson(params.v)) }}', { params: { v } })).toEqual(v);
      }),
    );
  });
  it('no text makes anything but an ExpressionError', () => {
    const fragments = [
      'params.',
      'n',
      'list',
      '.map(i, ',
      'i',
      ')',
      '(',
      '+',
      '"',
      "'",
      '}}',
      '{',
      '[',
      ']',
      'range(9)',
      ' ',
      '?',
      ':',
      'tasks',
      '0',
      '1u',
      'b"x"',
      'duration("1h")',
      'type',
      '${{',
      'addDays(',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...fragments)).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        for (const action of [
          () => resolveValue(`\${{${source}}}`, context),
          () => evaluateCondition(source, context),
          () => references({ value: source }),
        ]) {
          try {
            action();
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('fields that users name', () => {
  it('are named when they cannot be evaluated', () => {
    const context = { params: { list: [] } };
    expect(resolveNamedFields('env', { A: '${{ size(params.list) }}' }, context)).toEqual({ A: 0 });
    expect(() => resolveNamedFields('env', { A: 'a', B: '${{ params.list[5] }}' }, context)).toThrow(/^env\.B: /);
  });
});
