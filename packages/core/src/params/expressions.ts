/**
 * Expressions: `${{ CEL }}` inside strings, bare CEL in conditions (VOCABULARY §5, SECURITY S8.1). Values
 * are evaluated once: what comes out is data, also when it contains `${{`.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import { type Said, said } from '../said.ts';
import type { ContextName } from './cel-environment.ts';
import { type ExpressionContext, compileExpression } from './compiled-expression.ts';
import { ExpressionError, errorWithin } from './expression-error.ts';
import type { Reference } from './references.ts';
import { isTemplate, secretNameOf, splitTemplate } from './template.ts';

/** True when any string of the value has to go through {@link resolveValue}: it holds `${{ … }}` or the escape `$${{`. */
export function hasExpressions(value: Json): boolean {
  if (typeof value === 'string') return isTemplate(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasExpressions);
}

/**
 * The value with its expressions evaluated. A string that is one expression takes the type of its result;
 * in a longer string results are inserted as text, lists and maps as JSON, null as nothing.
 * @throws ExpressionError whose place counts in the string that holds the expression
 */
export function resolveValue(value: Json, context: ExpressionContext): Json {
  if (typeof value === 'string') return isTemplate(value) ? resolveTemplate(value, context, insertedText) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => resolveValue(item, context));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveValue(item, context)]));
}

/**
 * The text of a URL field. Inserted values are percent-encoded, so that none can add a path segment, a
 * query or a fragment; one that the URL begins with is its base and keeps the characters a URL is made of.
 */
export function resolveUrl(template: string, context: ExpressionContext): string {
  return insertedText(isTemplate(template) ? resolveTemplate(template, context, asUrlPart) : template);
}

/** @throws ExpressionError, also when the result is not a boolean */
export function evaluateCondition(source: string, context: ExpressionContext): boolean {
  const result = compileExpression(source).evaluate(context);
  if (typeof result === 'boolean') return result;
  throw noCondition(source, said`the condition gave ${JSON.stringify(result).slice(0, 64)} instead of true or false`);
}

const noCondition = (source: string, message: Said): ExpressionError =>
  new ExpressionError('EXPRESSION_TYPE', message, {
    place: { source, start: 0, end: source.length },
    hint: said`Compare the value, for example with > 0 or != "".`,
  });

/** The value itself for a string that is one expression, text for every other. */
function resolveTemplate(
  template: string,
  context: ExpressionContext,
  insert: (value: Json, first: boolean) => string,
): Json {
  const parts = evaluateParts(template, context);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object' && 'value' in only && insert === insertedText) return only.value;
  return parts
    .map((part, i) => {
      if (typeof part === 'string') return part;
      return 'secret' in part ? `\${{ secrets.${part.secret} }}` : insert(part.value, i === 0);
    })
    .join('');
}

/** The parts of a template with their expressions evaluated; secrets stay references. */
export function evaluateParts(
  template: string,
  context: ExpressionContext,
): readonly (string | { readonly value: Json } | { readonly secret: string })[] {
  return splitTemplate(template).map((part) => {
    if (typeof part === 'string') return part;
    const secret = secretNameOf(part.expression);
    if (secret !== undefined) return { secret };
    try {
      return { value: compileExpression(part.expression).evaluate(context) };
    } catch (error) {
      throw error instanceof ExpressionError ? errorWithin(error, template, part.offset) : error;
    }
  });
}

/** How a value stands in a longer text. */
export function insertedText(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

/** How a value stands in a URL; `first`: the URL begins with it. */
export function asUrlPart(value: Json, first: boolean): string {
  // A lone surrogate has no encoding; it becomes U+FFFD as it would in UTF-8.
  const text = insertedText(value).replace(/\p{Surrogate}/gu, '\ufffd');
  return first ? encodeURI(text).replaceAll('%25', '%') : encodeURIComponent(text);
}

/** What a value or condition reads. */
export interface References {
  readonly all: readonly Reference[];
  readonly tasks: ReadonlySet<string>;
  readonly params: ReadonlySet<string>;
  readonly vars: ReadonlySet<string>;
  readonly run: ReadonlySet<string>;
}

/** @throws ExpressionError when an expression does not compile, or a condition can never be true or false */
export function references(subject: { readonly value: Json } | { readonly condition: string }): References {
  const all = 'condition' in subject ? conditionReferences(subject.condition) : [...referencesIn(subject.value)];
  const names = (root: ContextName): ReadonlySet<string> =>
    new Set(all.flatMap((reference) => (reference.root === root ? reference.path.slice(0, 1) : [])));
  return { all, tasks: names('tasks'), params: names('params'), vars: names('vars'), run: names('run') };
}

function conditionReferences(source: string): readonly Reference[] {
  const { type, references } = compileExpression(source);
  if (type !== 'bool' && type !== 'dyn')
    throw noCondition(source, said`the condition gives ${type} instead of true or false`);
  return references;
}

function* referencesIn(value: Json): Generator<Reference> {
  if (typeof value === 'string') {
    if (isTemplate(value)) yield* templateReferences(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value as JsonObject)) yield* referencesIn(item);
  }
}

/** References of one string; their offsets count in the string. Secrets are not among them. */
export function templateReferences(template: string): readonly Reference[] {
  return splitTemplate(template).flatMap((part) => {
    if (typeof part === 'string' || secretNameOf(part.expression) !== undefined) return [];
    try {
      return compileExpression(part.expression).references.map((reference) => ({
        ...reference,
        start: reference.start + part.offset,
        end: reference.end + part.offset,
      }));
    } catch (error) {
      throw error instanceof ExpressionError ? errorWithin(error, template, part.offset) : error;
    }
  });
}
