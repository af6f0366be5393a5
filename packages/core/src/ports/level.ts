/**
 * Where a variable or a secret is kept. What a run sees is merged from the widest level to the narrowest:
 * platform < tenant < project < environment, and in an environment the project's own before everybody's.
 */
import type { TenantScope } from './scope.ts';

export const LEVELS = ['platform', 'tenant', 'project', 'environment'] as const;
export type Level = (typeof LEVELS)[number];

/** By the names that people use; neither means the whole tenant. */
export interface LevelNames {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

export type LevelOf = TenantScope & LevelNames;

export function levelOf({ project, environment }: LevelNames): Exclude<Level, 'platform'> {
  return environment !== undefined ? 'environment' : project !== undefined ? 'project' : 'tenant';
}
