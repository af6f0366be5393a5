/** What a row of the audit says was there before and after, field by field. */
import type { AuditRecord } from '@carillon/protocol';

export interface AuditChange {
  /** Empty where the whole is one value. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly differs: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of values as JSON has them: what is not there is undefined. */
export function auditChanges({ before, after }: Pick<AuditRecord, 'before' | 'after'>): readonly AuditChange[] {
  const sides = [before, after].filter((side) => side !== undefined);
  if (sides.length === 0) return [];
  if (!sides.every(isFields)) return [changeOf('', before, after)];
  const [was, is] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => changeOf(name, was[name], is[name]));
}

const changeOf = (name: string, before: unknown, after: unknown): AuditChange => ({
  name,
  before,
  after,
  differs: JSON.stringify(before) !== JSON.stringify(after),
});

/** For one line of a list: `region: "cn" → "eu"`. */
export const changeText = ({ name, before, after }: AuditChange): string => {
  const value = [before, after]
    .filter((side) => side !== undefined)
    .map((side) => JSON.stringify(side))
    .join(' → ');
  const gone = after === undefined ? ' → –' : '';
  return `${name === '' ? '' : `${name}: `}${value}${gone}`;
};
