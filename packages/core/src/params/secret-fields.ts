/**
 * Secrets in fields (VOCABULARY §5, SECURITY S5.2). `${{ secrets.<name> }}` stands alone in its braces and is
 * never evaluated: what is recorded of a task keeps the text, and beside it a list of which fields hold
 * references. Only that list is followed on the worker, so a value that looks like a reference stays data.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from './compiled-expression.ts';
import { asUrlPart, evaluateParts, insertedText } from './expressions.ts';
import { isUrlField, isVerbatimField } from './task-fields.ts';
import { secretNameOf, isTemplate, splitTemplate } from './template.ts';

/** One text of a task's fields that holds secrets, in the order of its parts. */
export interface SecretField {
  /** From the input: `['env', 'DB']`, `['with', 'headers', 'authorization']`. */
  readonly at: readonly (string | number)[];
  readonly parts: readonly (string | SecretPart)[];
}

interface SecretPart {
  readonly secret: string;
  /** In a URL: percent-encoded, but for its base, which the text begins with. */
  readonly url?: 'part' | 'base';
}

interface Fields {
  readonly with: JsonObject;
  readonly env: JsonObject;
}

/** Names that the fields of a task refer to. */
export function secretNames(type: string, fields: Fields): ReadonlySet<string> {
  return new Set([...templateTexts(type, fields)].flatMap(({ text }) => namesIn(text)));
}

function namesIn(template: string): readonly string[] {
  return splitTemplate(template).flatMap((part) =>
    typeof part === 'string' ? [] : (secretNameOf(part.expression) ?? []),
  );
}

/**
 * What is recorded beside the resolved fields.
 * @throws ExpressionError
 */
export function secretFields(type: string, fields: Fields, context: ExpressionContext): readonly SecretField[] {
  return [...templateTexts(type, fields)].flatMap(({ at, text }) => {
    if (namesIn(text).length === 0) return [];
    const isUrl = isUrlField(type, at);
    const parts = evaluateParts(text, context).map((part, i): SecretField['parts'][number] => {
      if (typeof part === 'string') return part;
      if ('value' in part) return isUrl ? asUrlPart(part.value, i === 0) : insertedText(part.value);
      return isUrl ? { ...part, url: i === 0 ? 'base' : 'part' } : part;
    });
    return { at, parts };
  });
}

/** The fields with the values in place of the references: on the worker, for one attempt, in memory. */
export function revealSecrets<F extends Fields>(
  fields: F,
  references: readonly SecretField[],
  values: Readonly<Record<string, string>>,
): F {
  return references.reduce((revealed, { at, parts }) => replaced(revealed, at, textOf(parts, values)) as F, fields);
}

function textOf(parts: SecretField['parts'], values: Readonly<Record<string, string>>): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = Object.hasOwn(values, part.secret) ? values[part.secret] : undefined;
      if (value === undefined) throw new RangeError(`the secret ${part.secret} was not handed over`);
      return part.url === undefined ? value : asUrlPart(value, part.url === 'base');
    })
    .join('');
}

function replaced(value: Json | Fields, [key, ...rest]: readonly (string | number)[], text: string): Json | Fields {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((item: Json, i) => (i === key ? (replaced(item, rest, text) as Json) : item));
  const inner = (value as JsonObject)[key];
  return inner === undefined ? value : ({ ...(value as JsonObject), [key]: replaced(inner, rest, text) } as JsonObject);
}

/** Every text of the fields that is a template; scripts and statements are none (SECURITY S8.2). */
function* templateTexts(type: string, fields: Fields): Generator<Pick<SecretField, 'at'> & { readonly text: string }> {
  for (const found of textsIn(fields.with, ['with']))
    if (!isVerbatimField(type, found.at.slice(1).map(String)) && isTemplate(found.text)) yield found;
  for (const found of textsIn(fields.env, ['env'])) if (isTemplate(found.text)) yield found;
}

function* textsIn(value: Json, at: SecretField['at']): Generator<Pick<SecretField, 'at'> & { readonly text: string }> {
  if (typeof value === 'string') yield { at, text: value };
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* textsIn(item as Json, [...at, i]);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) yield* textsIn(item, [...at, name]);
}
