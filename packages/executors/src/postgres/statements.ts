/**
 * Cuts SQL into statements and turns `:name` into `$n`, as the server's own lexer sees the text: nothing inside
 * strings, quoted names, dollar quotes or comments is touched. Values never become part of the text.
 */
import { type Json, type JsonObject, type Said, said, SaidError } from '@carillon/plugin-api';

export interface Statement {
  readonly text: string;
  readonly values: readonly Json[];
  /** The first word, in lower case. */
  readonly verb: string;
}

/** The text cannot be run; the message says what to change. */
export class StatementProblem extends SaidError {
  override readonly name = 'StatementProblem';
}

/**
 * One token after the other. Order matters: what opens a quote or a comment comes before the single characters.
 * A bind is a colon and a name; `::type` is a cast and `:=` an assignment.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*)`,
    String.raw`(?<escape>[eE]'(?:[^'\\]|\\[\s\S]|'')*')`,
    String.raw`(?<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")`,
    String.raw`(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
    String.raw`(?<cast>::|:=)`,
    String.raw`:(?<bind>[A-Za-z_]\w*)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<end>;)`,
    String.raw`(?<open>['"])`,
    String.raw`(?<other>[\s\S])`,
  ].join('|'),
  'y',
);

/** @throws StatementProblem */
export function parseStatements(sql: string, bind: JsonObject = {}): Statement[] {
  const statements: Statement[] = [];
  const used = new Set<string>();
  let draft = newDraft();
  let at = 0;
  const finish = (): void => {
    if (draft.verb !== '')
      statements.push({
        text: draft.text.trim(),
        values: draft.names.map((name) => bind[name] as Json),
        verb: draft.verb,
      });
    draft = newDraft();
  };
  while (at < sql.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(sql) as RegExpExecArray;
    const { comment, dollar, bind: name, word, end, open } = match.groups as Record<string, string | undefined>;
    if (open !== undefined)
      throw new StatementProblem(
        open === '"'
          ? said`the quoted name that begins at ${place(sql, at)} has no end`
          : said`the string that begins at ${place(sql, at)} has no end`,
      );
    let token = match[0];
    if (comment === '/*') token = sql.slice(at, endOfComment(sql, at));
    else if (dollar !== undefined) token = sql.slice(at, endOfDollarQuote(sql, at, dollar));
    at += token.length;
    if (end !== undefined) {
      finish();
      continue;
    }
    if (word !== undefined) draft.verb ||= word.toLowerCase();
    if (name === undefined) {
      draft.text += token;
      continue;
    }
    if (!Object.hasOwn(bind, name)) throw new StatementProblem(missing(name, bind));
    used.add(name);
    draft.text += `$${numberOf(draft.names, name)}`;
  }
  finish();
  const idle = Object.keys(bind).filter((name) => !used.has(name));
  if (idle.length > 0)
    throw new StatementProblem(said`bind: ${idle.join(', ')} is given but never used as :${idle[0]}`);
  return statements;
}

interface Draft {
  text: string;
  verb: string;
  readonly names: string[];
}

const newDraft = (): Draft => ({ text: '', verb: '', names: [] });

function numberOf(names: string[], name: string): number {
  const known = names.indexOf(name);
  return known >= 0 ? known + 1 : names.push(name);
}

function missing(name: string, bind: JsonObject): Said {
  const given = Object.keys(bind);
  return given.length > 0
    ? said`:${name} has no value in bind (given: ${given.join(', ')}); in an array slice, write a blank after the colon`
    : said`:${name} has no value in bind (nothing is given); in an array slice, write a blank after the colon`;
}

/** Comments nest in PostgreSQL. */
function endOfComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw new StatementProblem(said`the comment that begins at ${place(sql, from)} has no end`);
}

function endOfDollarQuote(sql: string, from: number, quote: string): number {
  const end = sql.indexOf(quote, from + quote.length);
  if (end < 0) throw new StatementProblem(said`the text that begins with ${quote} at ${place(sql, from)} has no end`);
  return end + quote.length;
}

function place(sql: string, at: number): Said {
  const before = sql.slice(0, at).split('\n');
  return said`line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}
