/** Query strings that several routes take. */
import { said } from '@carillon/core';
import { type Static, Type } from 'typebox';
import { InputError } from '../http/problem.ts';

export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

export const Place = Type.Object({
  environment: Type.Optional(Type.String({ maxLength: 63, description: 'default: dev' })),
});
export type Place = Static<typeof Place>;

/** Neither: the whole tenant, or any in a filter. */
export const LevelQuery = {
  project: Type.Optional(Type.String({ maxLength: 63 })),
  environment: Type.Optional(Type.String({ maxLength: 63 })),
};

export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE })),
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
};

export const dateOf = (instant: string | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant);

/** Undefined properties are left out, as ports with exact optional fields want it. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** `?state=failed,stopped` and `?state=failed&state=stopped` are the same. */
export const listOf = (values: readonly string[] | undefined): string[] =>
  (values ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');

/** Undefined where nothing is named. @throws InputError for a name that is not known, saying which are */
export function knownNames<T extends string>(
  field: string,
  values: readonly string[] | undefined,
  known: readonly T[],
  at = '/querystring',
): readonly T[] | undefined {
  const names = listOf(values);
  const isKnown = (name: string): name is T => (known as readonly string[]).includes(name);
  if (names.every(isKnown)) return names.length === 0 ? undefined : names;
  const message = said`must be one of ${known.join(', ')}`;
  throw new InputError('VALIDATION_REQUEST', said`${field} ${message}`, [
    { pointer: `${at}/${field}`, code: 'VALIDATION_SCHEMA', message },
  ]);
}
