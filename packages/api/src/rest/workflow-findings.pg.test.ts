import type { ValidateResult } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const INNER = `
kind: Workflow
name: inner
params: { day: { type: date, required: true }, size: { type: integer, default: 1 } }
tasks: { a: { type: noop } }
`;
const outer = (fields: string): string => `
kind: Workflow
name: outer
tasks: { it: { type: workflow, with: { ${fields} } } }
`;

describe('a document whose task runs another workflow', () => {
  const { post, publish } = openedApi();
  const warnings = async (...texts: readonly string[]): Promise<readonly string[]> => {
    const documents = texts.map((text, n) => ({ path: `${n}.yaml`, text }));
    const { valid, errors } = (await post('/documents/validate', { documents })).json<ValidateResult>();
    expect(valid).toBe(true);
    return errors.map(({ message }) => message);
  };

  it('is warned of one that is not there, and not of one that comes with it', async () => {
    const fields = "workflow: inner, params: { day: '2026-01-01' }";
    expect(await warnings(outer(fields))).toEqual([expect.stringContaining('no workflow "default/inner"')]);
    expect(await warnings(outer(fields), INNER)).toEqual([]);
    expect(await warnings(outer('workflow: "${{ run.id }}"'))).toEqual([]);
  });

  it('is warned of parameters, and of a version that is not there', async () => {
    await publish(INNER);
    expect(await warnings(outer('workflow: inner, params: { sice: 2 }'))).toEqual([
      expect.stringContaining('no parameter "sice"'),
      expect.stringContaining('needs the parameter "day"'),
    ]);
    const pinned = (version: number): string =>
      outer(`workflow: default/inner, version: ${version}, params: { day: '2026-01-01' }`);
    expect(await warnings(pinned(1))).toEqual([]);
    expect(await warnings(pinned(7))).toEqual([expect.stringContaining('in version 7')]);
  });
});
