import type { Client } from '@carillon/sdk';
import type { QualifiedName } from '../../workflow-name.ts';

/**
 * The newest there is, live here or not: what is published next follows it and has to name it. An environment may stay
 * behind the others, where the live one is older.
 */
export async function newestVersion(client: Client, name: QualifiedName): Promise<number> {
  const { items } = await client.workflows.versions(name, { limit: 1 });
  return items[0]?.number ?? 0;
}
