/** `> 0`, `= 12`, `between 1 and 5`, `!= null`: compared, never evaluated. */
import type { Json } from '@carillon/plugin-api';

export type Expectation = (value: Json) => boolean;

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

const LITERAL = String.raw`(?:null|true|false|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|'(?:[^']|'')*')`;
const COMPARE = new RegExp(String.raw`^(=|==|!=|<>|<=|>=|<|>)\s*(${LITERAL})$`, 'i');
const BETWEEN = new RegExp(String.raw`^between\s+(${LITERAL})\s+and\s+(${LITERAL})$`, 'i');

/** Undefined when the text is none. */
export function parseExpectation(text: string): Expectation | undefined {
  const compare = COMPARE.exec(text.trim());
  if (compare) {
    const sign = ({ '==': '=', '<>': '!=' }[compare[1] as string] ?? compare[1]) as Comparison;
    const wanted = literal(compare[2] as string);
    return (value) => holds(value, sign, wanted);
  }
  const between = BETWEEN.exec(text.trim());
  if (!between) return undefined;
  const [low, high] = [literal(between[1] as string), literal(between[2] as string)];
  return (value) => holds(value, '>=', low) && holds(value, '<=', high);
}

function literal(text: string): Json {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  const word = text.toLowerCase();
  return word === 'null' ? null : word === 'true' ? true : word === 'false' ? false : Number(text);
}

/** NULL equals NULL here, and is neither less nor greater than anything. */
function holds(value: Json, sign: Comparison, wanted: Json): boolean {
  const left = typeof wanted === 'number' && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (sign === '=') return left === wanted;
  if (sign === '!=') return left !== wanted;
  if (left === null || wanted === null || typeof left !== typeof wanted || typeof left === 'object') return false;
  if (sign === '<') return left < wanted;
  if (sign === '<=') return left <= wanted;
  return sign === '>' ? left > wanted : left >= wanted;
}
