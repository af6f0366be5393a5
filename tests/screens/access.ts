/** Secrets, variables and tokens of every level, which also gives the audit something to tell. */
import type { Client } from '@carillon/sdk';

const READER = `kind: Workflow
name: warehouse-check
tasks:
  ask: { type: shell, with: { script: 'true' }, env: { DWH: "\${{ secrets.dwh_url }}" } }
`;

export async function giveAccess(client: Client): Promise<void> {
  await client.secrets.set({ name: 'chat_webhook', value: 'https://chat.example/hooks/1', reason: 'For the alerts' });
  await client.secrets.set({ name: 'dwh_url', value: 'postgres://dwh', project: 'default', environment: 'dev' });
  await client.secrets.set({
    name: 'dwh_url',
    value: 'postgres://dwh-2',
    project: 'default',
    environment: 'dev',
    reason: 'The warehouse moved, see ticket 9120',
  });
  await client.documents.apply({ documents: [{ path: 'access.yaml', text: READER }] });
  await client.variables.set({ name: 'region', value: 'cn' });
  await client.variables.set({ name: 'region', value: 'eu', environment: 'dev', reason: 'Tests run in Frankfurt' });
  await client.variables.set({ name: 'regions', value: ['cn', 'eu', 'us'], project: 'default' });
  await client.variables.set({ name: 'batch_size', value: 500, platform: true });
  await client.tokens.create({ tokenKind: 'api', name: 'nightly-build', expiresIn: '90d' });
  await client.tokens.create({ tokenKind: 'worker', name: 'host-7', expiresIn: '7d' });
}
