/** What the machine has, or what the container leaves of it; read once, as the worker starts. */
import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import type { Resources } from '@carillon/core';

/** @param stateDirectory where working directories are; it may not exist yet */
export function machineResources(stateDirectory: string | undefined): Resources {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return {
    cpu: availableParallelism() * 1_000,
    memory,
    ...(stateDirectory === undefined ? {} : { disk: freeBytes(stateDirectory) }),
  };
}

function freeBytes(directory: string): number {
  let there = path.resolve(directory);
  while (!existsSync(there)) there = path.dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
