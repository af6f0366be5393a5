/** Whether a signal to the run, or an event, is there that fits; the first that does is taken. */
import {
  type EngineStore,
  type JsonObject,
  type Param,
  resolveParams,
  type Said,
  saidList,
  saying,
} from '@carillon/core';
import { type Looker, specOf, textField } from './look.ts';

export function createSignalLooker(store: Pick<EngineStore, 'untakenSignals' | 'takeSignal'>): Looker {
  return async (wait) => {
    // Taken, and then this task run was not ended: a crash in between.
    if (wait.met) return { kind: 'met', output: wait.met };
    const fields = specOf(wait).with;
    const params = fields['params'] as unknown as Readonly<Record<string, Param>> | undefined;
    let unfit: Said | undefined;
    for await (const { id, payload } of store.untakenSignals(
      wait,
      textField(fields, 'signal') ?? '',
      textField(fields, 'key'),
    )) {
      const output = outputOf(payload, params);
      if ('problem' in output) unfit = output.problem;
      else if (await store.takeSignal(wait, id, output.values)) return { kind: 'met', output: output.values };
    }
    return { kind: 'waiting', answer: unfit ? { is: 'unfit', ...saying(unfit) } : { is: 'absent' } };
  };
}

/** Signals to a run are checked when they are sent; events are for waits that may each declare something else. */
function outputOf(
  payload: JsonObject,
  params: Readonly<Record<string, Param>> | undefined,
): { readonly values: JsonObject } | { readonly problem: Said } {
  if (!params) return { values: payload };
  const resolved = resolveParams(params, payload);
  return resolved.ok
    ? { values: resolved.values }
    : { problem: saidList(resolved.errors.map(({ message }) => message)) };
}
