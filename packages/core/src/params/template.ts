/** Cuts a string into text and `${{ … }}` parts. `$${{` stands for the text `${{`. */
import { said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';

export type TemplatePart = string | { readonly expression: string; readonly offset: number };

/** True when the string has an expression or an escape, so that its value is not its text. */
export function isTemplate(text: string): boolean {
  return text.includes('${{');
}

const SECRET = /^\s*secrets\.([a-z][a-z0-9_]{0,62})\s*$/;

/** The name that `${{ secrets.<name> }}` refers to; undefined for every other expression. */
export function secretNameOf(expression: string): string | undefined {
  return SECRET.exec(expression)?.[1];
}

export function splitTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let position = 0;
  for (;;) {
    const open = text.indexOf('${{', position);
    if (open < 0) break;
    if (open > position && text[open - 1] === '$') {
      literal += `${text.slice(position, open - 1)}\${{`;
      position = open + 3;
      continue;
    }
    literal += text.slice(position, open);
    if (literal) parts.push(literal);
    literal = '';
    const close = endOfExpression(text, open + 3);
    parts.push({ expression: text.slice(open + 3, close), offset: open + 3 });
    position = close + 2;
  }
  literal += text.slice(position);
  if (literal || parts.length === 0) parts.push(literal);
  return parts;
}

/** Where the `}}` starts that is neither in a CEL string nor closes maps. */
function endOfExpression(text: string, start: number): number {
  let braces = 0;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === "'") i = endOfString(text, i);
    else if (char === '{') braces += 1;
    else if (char === '}' && braces > 0) braces -= 1;
    else if (char === '}' && text[i + 1] === '}') return i;
  }
  throw new ExpressionError('EXPRESSION_SYNTAX', said`an expression does not end`, {
    place: { source: text, start: start - 3, end: text.length },
    hint: said`Close it with }}, or write $\${{ where the text itself is meant.`,
  });
}

/** The last character of the CEL string literal that opens at `start`; the text's end when it never closes. */
function endOfString(text: string, start: number): number {
  const quote = text[start] as string;
  const fence = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  for (let i = start + fence.length; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text.startsWith(fence, i)) return i + fence.length - 1;
  }
  return text.length;
}
