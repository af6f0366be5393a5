/**
 * Attempts outlive the session of their worker for as long as their task's own lease is longer than that of the session
 * (GUARANTEES 6.4): a worker that is back by then goes on with them under its next session.
 */
import type { OrphanedAttempt } from '@carillon/core';
import type { CompiledVersion } from '../runs/versions.ts';

/** @param leaseMs of sessions */
export function isGivenAway(
  { taskNo, lostForMs }: Pick<OrphanedAttempt, 'taskNo' | 'lostForMs'>,
  { plan }: Pick<CompiledVersion, 'plan'>,
  leaseMs: number,
): boolean {
  if (lostForMs === undefined) return true;
  const ownMs = plan.tasks[taskNo]?.definition.leaseMs ?? 0;
  return lostForMs >= ownMs - leaseMs;
}
