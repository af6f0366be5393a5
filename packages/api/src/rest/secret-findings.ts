/** What only the server can say of a document's secrets: a name that none has there is told before a run fails. */
import { type LevelNames, type SecretStore, type TenantScope, said } from '@carillon/core';
import { type Finding, type LoadedWorkflow, secretReferences } from '@carillon/spec';

export async function secretFindings(
  secrets: Pick<SecretStore, 'names'>,
  { tenantKey, environment }: TenantScope & { readonly environment: string },
  workflows: readonly LoadedWorkflow[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { document, findingOf } of workflows) {
    const used = [...secretReferences(document)];
    if (used.length === 0) continue;
    const level: TenantScope & Required<LevelNames> = { tenantKey, project: document.project, environment };
    const known = await secrets.names(level);
    for (const { name, path, offset } of used) {
      if (known.has(name)) continue;
      const message = said`the environment ${environment} has no secret "${name}"`;
      const hint = said`Tasks that name it will fail; set it with: carillon secret set ${name}`;
      findings.push(findingOf({ code: 'VALIDATION_REFERENCE', severity: 'warning', path, offset, message, hint }));
    }
  }
  return findings;
}
