/** Operations of the engine's port as the model carries them out: at once, each one transaction. */
import type { EngineStore } from '@carillon/core';

export type Operations<N extends keyof EngineStore> = {
  readonly [Name in N]: (...parameters: Parameters<EngineStore[Name]>) => Awaited<ReturnType<EngineStore[Name]>>;
};
