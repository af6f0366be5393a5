import type { Executor } from '@carillon/plugin-api';
import { createEgressClient } from './egress/client.ts';
import type { EgressRules } from './egress/destination.ts';
import { createHttpExecutor } from './http/executor.ts';
import { nodeExecutor } from './node/executor.ts';
import { createNotifyExecutor } from './notify/executor.ts';
import { pythonExecutor } from './python/executor.ts';
import { qualityExecutor } from './quality/executor.ts';
import { shellExecutor } from './shell/executor.ts';
import { sqlExecutor } from './sql/executor.ts';

export type BuiltinExecutorsOptions = EgressRules;

/** Every task type that a plain worker carries out. */
export function builtinExecutors(options: BuiltinExecutorsOptions): Executor[] {
  const egress = createEgressClient(options);
  return [
    shellExecutor,
    pythonExecutor,
    nodeExecutor,
    createHttpExecutor(egress),
    sqlExecutor,
    qualityExecutor,
    createNotifyExecutor(egress),
  ];
}
