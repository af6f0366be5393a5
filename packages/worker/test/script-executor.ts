import type { Executor } from '@carillon/plugin-api';
import { failure, success } from '@carillon/plugin-api';

/** Runs `with.script` with a shell: what a process executor is, at its smallest. */
export const scriptExecutor: Executor = {
  type: 'script',
  schema: { type: 'object', additionalProperties: false },
  async run(context) {
    for (const reference of (context.with['inputs'] as string[] | undefined) ?? [])
      await context.fetchArtifact(reference);
    const end = await context.runProcess({ command: ['/bin/sh', '-c', context.with['script'] as string] });
    if (end.stopped) return { outcome: 'stopped', reason: end.stopped };
    if (end.exitCode !== 0) return failure({ code: 'EXIT_CODE', params: { exitCode: end.exitCode ?? -1 } });
    const read = await context.readOutput();
    return 'output' in read ? success(read.output, 0) : failure(read.problem);
  },
};
