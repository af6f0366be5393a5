/** A workflow that was changed twice, and drafts of what is to come. */
import type { Client } from '@carillon/sdk';

const WORKFLOW = 'price-list';
const VERSIONS = [
  ['The first list', `tasks: { fetch: { type: noop }, publish: { type: noop, needs: [fetch] } }`],
  [
    'Checked before it is shown',
    `tasks: { fetch: { type: noop, retry: { max: 2 } }, check: { type: noop, needs: [fetch] }, publish: { type: noop, needs: [check] } }`,
  ],
  [
    'Each hour',
    `schedule: { every: 1h, timezone: Asia/Shanghai }
tasks: { fetch: { type: noop, retry: { max: 5 } }, check: { type: noop, needs: [fetch] }, publish: { type: noop, needs: [check] } }`,
  ],
] as const;
const textOf = (name: string, rest: string): string => `kind: Workflow\nname: ${name}\ntitle: Prices\n${rest}\n`;

export async function makeVersions(client: Client): Promise<void> {
  for (const [message, rest] of VERSIONS)
    await client.documents.apply({ documents: [{ path: 'prices.yaml', text: textOf(WORKFLOW, rest) }], message });
  await client.workflows.pause({ name: WORKFLOW }, { reason: 'Prices are fixed until the sale ends' });
  const [, [, earlier]] = VERSIONS;
  await client.drafts.save(
    { name: WORKFLOW },
    { text: textOf(WORKFLOW, `${earlier}\nlabels: { tier: gold }`), revision: 0, baseVersion: VERSIONS.length },
  );
  await client.drafts.save({ name: 'price-history' }, { text: textOf('price-history', 'tasks: {}'), revision: 0 });
}
