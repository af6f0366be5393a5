import { describe, expect, it } from 'vitest';
import { resolveTaskFields } from './task-fields.ts';
import { revealSecrets, secretFields, secretNames } from './secret-fields.ts';
import { resolveValue } from './expressions.ts';

const context = { params: { host: 'db', sneaky: '${{ secrets.password }}', day: '2026-11-20' } };
const fields = {
  with: {
    url: '${{ secrets.base }}/v1/${{ secrets.password }}?d=${{ params.day }}',
    headers: { authorization: 'Bearer ${{ secrets.token }}', list: ['${{ params.sneaky }}'] },
  },
  env: { DSN: 'postgres://u:${{ secrets.password }}@${{ params.host }}', PLAIN: '${{ params.sneaky }}', OWN: 'x' },
};
const values = { base: 'https://a.example/x', token: 'to-ken', password: 'p/w?#' };

const recorded = () => ({
  with: resolveTaskFields('http', fields.with, context),
  env: resolveValue(fields.env, context) as Record<string, string>,
});

describe('secrets in fields', () => {
  it('stay references in what is recorded', () => {
    const text = JSON.stringify([recorded(), secretFields('http', fields, context)]);
    for (const value of Object.values(values)) expect(text).not.toContain(value);
    expect(recorded().env['DSN']).toBe('postgres://u:${{ secrets.password }}@db');
    expect([...secretNames('http', fields)].sort()).toEqual(['base', 'password', 'token']);
  });
  it('are put in on the worker, percent-encoded in a URL but for its base', () => {
    const revealed = revealSecrets(recorded(), secretFields('http', fields, context), values);
    expect(revealed.env['DSN']).toBe('postgres://u:p/w?#@db');
    expect(revealed.with).toMatchObject({
      url: 'https://a.example/x/v1/p%2Fw%3F%23?d=2026-11-20',
      headers: { authorization: 'Bearer to-ken' },
    });
    expect(revealed.env['OWN']).toBe('x');
  });
  it('are not given to data that looks like a reference', () => {
    const revealed = revealSecrets(recorded(), secretFields('http', fields, context), values);
    expect(revealed.env['PLAIN']).toBe('${{ secrets.password }}');
    expect(revealed.with).toMatchObject({ headers: { list: ['${{ secrets.password }}'] } });
  });
  it('are not looked for in scripts', () => {
    expect(secretNames('shell', { with: { script: 'echo ${{ secrets.x }}' }, env: {} }).size).toBe(0);
  });
  it('are never left out silently', () => {
    expect(() => revealSecrets(recorded(), secretFields('http', fields, context), {})).toThrow(/not handed over/);
  });
});
