import { join } from 'node:path';
import { type AttemptContext, type Said, said } from '@carillon/plugin-api';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/**
 * Where the artifact named in `saveAs` is written. The schema saw the name before its expressions were
 * resolved: what they gave is checked here, so that no parameter leads out of the directory. Undefined: refused.
 */
export function artifactPath({ artifactsDirectory }: AttemptContext, name: string): string | undefined {
  return NAME.test(name) ? join(artifactsDirectory, name) : undefined;
}

export const badArtifactName = (name: string): Said =>
  said`saveAs: "${name}" must be letters, digits, ".", "_" and "-", a letter or digit first, 200 at most`;
