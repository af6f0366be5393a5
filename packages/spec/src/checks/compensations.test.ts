import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (text: string): readonly string[] =>
  loadDocuments([{ path: 'w.yaml', text: `kind: Workflow\nname: w\n${text}` }]).findings.map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );
const charge = (compensate: string): string =>
  `tasks: { charge: { type: function, with: { handler: h }, outputs: { id: string }, compensate: ${compensate} }, ship: { type: noop } }`;

describe('a compensation', () => {
  it('reads what its task gave, every main task and the state of the run', () => {
    const input = '{ type: function, with: { handler: refund, input: "${{ tasks.charge.outputs.id }}" } }';
    expect(found(charge(input))).toEqual([]);
    expect(found(charge('{ type: noop, env: { WHY: "${{ run.state }} ${{ tasks.ship.state }}" } }'))).toEqual([]);
  });

  it.each([
    [
      'waits for others',
      '{ type: noop, needs: [ship] }',
      '/tasks/charge/compensate/needs tasks.charge.compensate has no',
    ],
    ['chooses', '{ type: switch, with: { cases: [{ when: "true", then: [ship] }] } }', '/tasks/charge/compensate/type'],
    [
      'has no type',
      '{ with: { handler: h } }',
      '/tasks/charge/compensate tasks.charge.compensate needs the field "type"',
    ],
    ['lacks what its type needs', '{ type: function }', '/tasks/charge/compensate'],
    [
      'reads an unknown output',
      '{ type: noop, env: { X: "${{ tasks.charge.outputs.x }}" } }',
      '/tasks/charge/compensate/env/X charge declares no output "x"',
    ],
    [
      'has a name that cannot be read',
      '{ type: noop, outputs: { A-b: string } }',
      '/tasks/charge/compensate/outputs/A-b',
    ],
    [
      'names a secret where it would be kept',
      '{ type: noop, params: { x: "${{ secrets.k }}" } }',
      '/tasks/charge/compensate/params/x',
    ],
  ])('is refused where it %s', (_, text, expected) => {
    expect(found(charge(text))).toEqual([expect.stringContaining(expected)]);
  });

  it('is for main tasks only', () => {
    expect(found('tasks: { a: { type: noop } }\nfinally: { b: { type: noop, compensate: { type: noop } } }')).toEqual([
      '/finally/b/compensate b cannot have a compensation: nothing is undone after finally',
    ]);
    expect(found('defaults: { compensate: { type: noop } }\ntasks: { a: { type: noop } }')).toEqual([
      expect.stringContaining('/defaults/compensate defaults has no field "compensate"'),
    ]);
  });
});
