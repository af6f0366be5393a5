import { type JsonObject, type Level, resolveParams } from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

/** From the widest to the narrowest: each hides those before it. */
const SOURCES = ['platform', 'tenant', 'project', 'environment', 'workflow', 'run', 'task'] as const;
type Source = (typeof SOURCES)[number];
const PLACES: Readonly<Record<Level, object>> = {
  platform: { isPlatform: true },
  tenant: {},
  project: { project: 'default' },
  environment: { project: 'default', environment: 'dev' },
};
const BY = { actor: 'li', via: 'system' } as const;

/** A parameter for every set of sources that give a value. */
const cases = Array.from({ length: 2 ** SOURCES.length }, (_, bits) => ({
  name: `p${bits}`,
  sources: SOURCES.filter((_, i) => (bits & (1 << i)) !== 0),
}));

const giving = (source: Source): JsonObject =>
  Object.fromEntries(cases.flatMap(({ name, sources }) => (sources.includes(source) ? [[name, source]] : [])));

describe('the value of a parameter', () => {
  let cluster: TestCluster;
  let seen: JsonObject = {};

  beforeAll(async () => {
    cluster = await startTestCluster({
      look: (params) => {
        seen = params;
        return {};
      },
    });
  });
  afterAll(() => cluster.stop());

  it('is that of the narrowest source which gives one, for all sets of sources', async () => {
    for (const [level, place] of Object.entries(PLACES))
      for (const [name, value] of Object.entries(giving(level as Level)))
        await cluster.store.variables.set({ tenantKey: 1, ...place }, { name, value }, BY);
    const defaults = giving('workflow');
    const declared = Object.fromEntries(
      cases.map(({ name }) => [
        name,
        { type: 'string', ...(name in defaults ? { default: defaults[name] } : {}) } as const,
      ]),
    );
    await cluster.publish(
      workflow('sources', { look: call('look', { params: giving('task') }) }, { params: declared }),
    );
    const resolved = resolveParams(declared, giving('run'), { vars: await cluster.store.engine.variables(TEST_SCOPE) });
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.errors));
    await cluster.ended(await cluster.start('sources', resolved.values));
    const expected = Object.fromEntries(cases.map(({ name, sources }) => [name, sources.at(-1) ?? null]));
    expect(Object.fromEntries(cases.map(({ name }) => [name, seen[name]]))).toEqual(expected);
    expect(Object.keys(expected)).toHaveLength(128);
  });
});
