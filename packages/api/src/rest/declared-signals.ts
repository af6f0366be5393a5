/** What tasks of a document wait for by signal: a name that none waits for is a slip, and payloads are checked where they are sent. */
import { type Json, type JsonObject, type Param, resolveParams, type WorkflowDocument, said } from '@carillon/core';
import { InputError, meant } from '../http/problem.ts';

interface DeclaredSignal {
  readonly name: string;
  readonly params: Readonly<Record<string, Param>> | undefined;
}

/** @throws InputError naming the signals that there are, or what is wrong with the payload */
export function assertAwaited(document: WorkflowDocument, name: string, payload: JsonObject): void {
  const declared = [...signalsIn(document as unknown as Json)];
  const meant = declared.filter((signal) => signal.name === name);
  if (meant.length === 0) throw unknownSignal(document, name, declared);
  const faults = meant.map(({ params }) => (params ? resolveParams(params, payload) : { ok: true as const }));
  const fault = faults.every(({ ok }) => !ok) ? faults.find((one) => !one.ok) : undefined;
  if (!fault || fault.ok) return;
  const errors = fault.errors.map((error) => ({ ...error, pointer: `/payload${error.pointer}` }));
  throw new InputError('VALIDATION_REQUEST', undefined, errors);
}

/** Also those of tasks in groups and loops. */
function* signalsIn(value: Json): Generator<DeclaredSignal> {
  if (Array.isArray(value)) for (const item of value) yield* signalsIn(item as Json);
  else if (typeof value === 'object' && value !== null) {
    const { type, with: fields } = value as { type?: Json; with?: JsonObject };
    if (type === 'wait' && typeof fields?.['signal'] === 'string')
      yield { name: fields['signal'], params: fields['params'] as unknown as DeclaredSignal['params'] };
    else for (const item of Object.values(value)) yield* signalsIn(item);
  }
}

function unknownSignal(
  { name: workflow }: WorkflowDocument,
  name: string,
  declared: readonly DeclaredSignal[],
): InputError {
  const names = [...new Set(declared.map((signal) => signal.name))];
  const message = said`no task of ${workflow} waits for the signal "${name}"`;
  const known = names.length === 0 ? said`It waits for none.` : said`It waits for ${names.join(', ')}.`;
  const hint = meant(name, names) ?? known;
  return new InputError('VALIDATION_REQUEST', said`${message}. ${hint}`, [
    { pointer: '/name', code: 'VALIDATION_REFERENCE', message },
  ]);
}
