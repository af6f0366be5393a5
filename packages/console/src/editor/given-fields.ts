/** What a test has to be given, as fields: of each task that is read its state and its outputs, and the item of a loop. */
import { type GivenTask, type Json, type JsonObject, jsonOrText, type Param, type ParamType } from '@carillon/core';
import { type Field, type FieldError, paramFields, readField } from '../start/param-fields.ts';
import type { EditedTask } from './language.ts';
import { isMapValue } from './task-forms.ts';

export interface GivenFields {
  readonly task: string;
  readonly fields: readonly Field[];
  /** Its outputs are read as a whole: the one field is all of them. */
  readonly isWhole: boolean;
}

export const STATES = ['success', 'failed', 'skipped'] as const;
const WHOLE: Param = { type: 'object' };
/** Of a value that nothing declares. */
const UNDECLARED: Param = { type: 'string' };
const TYPES: readonly ParamType[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

export function givenFields(task: EditedTask, tasks: readonly EditedTask[]): readonly GivenFields[] {
  return (task.test?.reads ?? []).map(({ task: name, outputs }) => {
    const upstream = tasks.find(({ id, in: map }) => id === name && (map === task.in || map === 'tasks'));
    const declared = isMapValue(upstream?.fields['outputs']) ? upstream.fields['outputs'] : {};
    const isWhole = outputs.length === 0;
    const params = isWhole
      ? { outputs: WHOLE }
      : Object.fromEntries(outputs.map((output) => [output, paramOf(declared[output])]));
    return { task: name, isWhole, fields: paramFields(params) };
  });
}

const paramOf = (type: Json | undefined): Param =>
  TYPES.includes(type as ParamType) ? { type: type as ParamType } : UNDECLARED;

/** By `task.output`, and `task` for its state. */
export type Typed = Readonly<Record<string, string>>;
export const keyOfField = (task: string, field?: string): string => (field === undefined ? task : `${task}.${field}`);

export interface ReadGiven {
  readonly given: Readonly<Record<string, GivenTask>>;
  readonly errors: Readonly<Record<string, FieldError>>;
}

/** Fields that are left empty are not given: a former run has them, or the server says what is missing. */
export function readGiven(all: readonly GivenFields[], typed: Typed): ReadGiven {
  const given: Record<string, GivenTask> = {};
  const errors: Record<string, FieldError> = {};
  for (const { task, fields, isWhole } of all) {
    const values: Record<string, Json> = {};
    for (const field of fields) {
      const key = keyOfField(task, field.name);
      const text = typed[key] ?? '';
      if (text === '') continue;
      const read = field.param === UNDECLARED ? { value: jsonOrText(text) } : readField(field, text);
      if ('error' in read) errors[key] = read.error;
      else values[field.name] = read.value;
    }
    const state = typed[keyOfField(task)];
    const outputs = isWhole ? (values['outputs'] as JsonObject | undefined) : values;
    const isGiven = state !== undefined || Object.keys(values).length > 0;
    if (isGiven) given[task] = { ...(state !== undefined && { state }), ...(outputs && { outputs }) };
  }
  return { given, errors };
}
