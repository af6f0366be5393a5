import type { Executor, AttemptResult, AttemptContext, JsonObject } from '@carillon/worker';

/** What a handler is told beside its parameters. */
export type HandlerContext = Pick<AttemptContext, 'signal' | 'identity' | 'log' | 'with' | 'env' | 'turn'>;

/**
 * Carries out a `function` task. `params` are the run's parameters, `context.with` the task's own fields
 * (`context.with.input` is its `input`), `context.turn` the item, index, round or shard in a loop. What it returns are the task's outputs.
 */
export type Handler = (params: JsonObject, context: HandlerContext) => JsonObject | void | Promise<JsonObject | void>;

/** Thrown by a handler when another try would not help. */
export class NonRetryableError extends Error {
  override readonly name = 'NonRetryableError';
}

export function createFunctionExecutor(handlers: Readonly<Record<string, Handler>>): Executor {
  const byName = new Map(Object.entries(handlers));
  return {
    type: 'function',
    capabilities: Array.from(byName.keys(), (name) => `function:${name}`),
    workspace: 'none',
    schema: {
      type: 'object',
      properties: { handler: { type: 'string' }, input: {} },
      required: ['handler'],
      additionalProperties: false,
    },
    async run(context) {
      const name = context.with['handler'] as string;
      const handler = byName.get(name);
      if (!handler)
        return failed({ code: 'START_FAILED', params: { problem: `no handler is registered as "${name}"` } }, false);
      try {
        return ended(name, await handler(context.params, context));
      } catch (error) {
        return threw(context, error);
      }
    },
  };
}

function ended(name: string, output: unknown): AttemptResult {
  if (output === undefined) return { outcome: 'success', output: {} };
  if (typeof output === 'object' && output !== null && !Array.isArray(output))
    return { outcome: 'success', output: output as JsonObject };
  const problem = `the handler "${name}" must return an object of outputs, or nothing`;
  return failed({ code: 'OUTPUT_INVALID', params: { problem } }, false);
}

function threw(context: AttemptContext, error: unknown): AttemptResult {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  context.log.line('stderr', stack ?? message);
  return failed(
    { code: 'USER_ERROR', params: { error: name, message: message.slice(0, 1_000) } },
    !(error instanceof NonRetryableError),
  );
}

function failed(reason: (AttemptResult & { outcome: 'failed' })['reason'], retryable: boolean): AttemptResult {
  return { outcome: 'failed', reason, retryable };
}
