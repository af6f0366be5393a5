/** The languages of scripts, told apart as far as one reads them by colour: comments, texts, numbers, words of the language. */
import { StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language';

interface Words {
  readonly comment: string;
  readonly keywords: string;
  /** What begins and ends a text; longer ones first. */
  readonly quotes: readonly string[];
  /** Texts that end with their line. */
  readonly short?: readonly string[];
  readonly variable?: RegExp;
  readonly isCaseless?: true;
}

const WORDS: Readonly<Record<string, Words>> = {
  shell: {
    comment: '#',
    keywords:
      'if then else elif fi for in do done while until case esac function return exit local export set unset trap source echo cd test',
    quotes: ['"', "'", '`'],
    variable: /^\$(?:\{[^}]*\}|\w+|[#?@*$!-])/,
  },
  python: {
    comment: '#',
    keywords:
      'and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield True False None',
    quotes: ['"""', "'''", '"', "'"],
    short: ['"', "'"],
  },
  node: {
    comment: '//',
    keywords:
      'async await break case catch class const continue default delete do else export extends finally for from function if import in instanceof let new of return static super switch this throw try typeof var void while yield true false null undefined',
    quotes: ['`', '"', "'"],
    short: ['"', "'"],
  },
  sql: {
    comment: '--',
    keywords:
      'all and as asc between by case create delete desc distinct drop else end exists from full group having in inner insert into is join left like limit not null on or order outer primary references returning right select set table then union unique update using values view when where with',
    quotes: ["'", '"'],
    variable: /^:\w+/,
    isCaseless: true,
  },
};

interface State {
  /** The text that the last line has begun and not ended. */
  quote: string | undefined;
}

function skipText(stream: StringStream, state: State, { short = [] }: Words): string {
  const { quote = '' } = state;
  while (!stream.eol()) {
    if (stream.match(quote)) {
      state.quote = undefined;
      return 'string';
    }
    if (stream.next() === '\\') stream.next();
  }
  if (short.includes(quote)) state.quote = undefined;
  return 'string';
}

function parserOf(words: Words): StreamParser<State> {
  const keywords = new Set(words.keywords.split(' '));
  return {
    startState: () => ({ quote: undefined }),
    languageData: { commentTokens: { line: words.comment } },
    token(stream, state) {
      if (state.quote !== undefined) return skipText(stream, state, words);
      if (stream.eatSpace()) return null;
      if (stream.match(words.comment)) {
        stream.skipToEnd();
        return 'comment';
      }
      state.quote = words.quotes.find((quote) => stream.match(quote));
      if (state.quote !== undefined) return skipText(stream, state, words);
      if (words.variable && stream.match(words.variable)) return 'labelName';
      if (stream.match(/^\d[\w.]*/)) return 'number';
      const word = stream.match(/^[A-Za-z_][\w-]*/);
      if (!word) {
        stream.next();
        return null;
      }
      const text = stream.current();
      return keywords.has(words.isCaseless ? text.toLowerCase() : text) ? 'keyword' : null;
    },
  };
}

/** Of a type of tasks; undefined where what it runs is no program. */
export const scriptParser = (type: string): StreamParser<State> | undefined =>
  Object.hasOwn(WORDS, type) ? parserOf(WORDS[type] as Words) : undefined;

export function scriptLanguage(type: string): StreamLanguage<State> | [] {
  const parser = scriptParser(type);
  return parser ? StreamLanguage.define(parser) : [];
}
