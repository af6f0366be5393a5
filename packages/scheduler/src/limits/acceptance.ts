/** What a workflow, or the request itself, makes of a request for a run: one for many, or one with a key of its own. */
import {
  type ExpressionContext,
  idOf,
  parseDuration,
  resolveValue,
  type StartRequest,
  type UniqueClaim,
  type UniqueDocument,
  type WindowClaim,
} from '@carillon/core';
import type { Contexts, RunFacts } from '../runs/contexts.ts';
import type { CompiledVersion } from '../runs/versions.ts';
import { isAskedFor } from './limit-book.ts';

export interface Acceptance {
  readonly unique?: UniqueClaim;
  readonly window?: WindowClaim;
}

/** Whether requests of this kind are collected, so that the run of one does not begin with it. */
export function isCollected({ record }: CompiledVersion, triggerKind: string): boolean {
  const { debounce, batch } = record.document.starts ?? {};
  return (debounce !== undefined || batch !== undefined) && isAskedFor(triggerKind);
}

/**
 * Undefined for a plain start.
 * @throws ExpressionError
 */
export async function acceptanceOf(
  request: StartRequest,
  facts: RunFacts,
  version: CompiledVersion,
  contexts: Pick<Contexts, 'expressionContext'>,
): Promise<Acceptance | undefined> {
  const { document } = version.record;
  const unique = request.unique ?? (isAskedFor(request.triggerKind) ? document.unique : undefined);
  const collected = isCollected(version, request.triggerKind);
  if (!unique && !collected) return undefined;
  const context = await contexts.expressionContext(facts, version, []);
  const within = `${request.workflowKey}\n${request.scope.environmentKey}`;
  // What a request brings with it is a text; what the workflow says is a template.
  const keyOf = (key: string): string => (request.unique ? key : valueOf(key, context));
  if (collected) return { window: windowOf(request, version, { within, context }) };
  return unique && { unique: uniqueOf(unique, `unique\n${within}\n${keyOf(unique.key)}`) };
}

function uniqueOf({ per = 'open', onDuplicate = 'return' }: UniqueDocument, name: string): UniqueClaim {
  return { id: idOf(name), forMs: per === 'open' ? undefined : parseDuration(per), onDuplicate };
}

function windowOf(
  request: StartRequest,
  { record }: CompiledVersion,
  { within, context }: { readonly within: string; readonly context: ExpressionContext },
): WindowClaim {
  const { debounce, batch } = record.document.starts ?? {};
  if (batch) {
    const id = idOf(`batch\n${within}\n${valueOf(batch.key, context)}`);
    const { max, param } = batch;
    return {
      id,
      kind: 'batch',
      forMs: parseDuration(batch.within) as number,
      max,
      param,
      items: request.params[param] ?? [],
    };
  }
  const id = idOf(`debounce\n${within}\n${valueOf(debounce?.key, context)}`);
  const maxMs = debounce?.max === undefined ? undefined : parseDuration(debounce.max);
  return {
    id,
    kind: 'debounce',
    forMs: parseDuration(debounce?.for ?? '') as number,
    ...(maxMs !== undefined && { maxMs }),
  };
}

function valueOf(key: string | undefined, context: ExpressionContext): string {
  return key === undefined ? '' : JSON.stringify(resolveValue(key, context));
}
