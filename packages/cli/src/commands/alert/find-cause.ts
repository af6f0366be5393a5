/** A cause as people name it: by its id, or by what its fingerprint begins with. */
import type { Client } from '@carillon/sdk';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';

const MOST = 200;

export async function findCause(
  client: Client,
  named: string,
  { environment }: { readonly environment?: string | undefined },
): Promise<string> {
  if (/^alr_/i.test(named)) return named;
  const { items } = await client.alerts.list({ environment, q: named, limit: MOST });
  const found = items.filter(({ fingerprint }) => fingerprint.startsWith(named.toLowerCase()));
  const [only] = found;
  if (only === undefined)
    throw new CommandError(`no cause has a fingerprint that begins with '${named}'`, {
      exitCode: EXIT.notFound,
      hint: 'see `carillon alert list --all`',
    });
  if (found.length > 1)
    throw usageError(
      `'${named}' begins the fingerprints of ${found.length} causes`,
      `give more of it: ${found.map(({ fingerprint }) => fingerprint).join(', ')}`,
    );
  return only.id;
}
