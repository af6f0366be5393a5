/**
 * Text to JSON values that remember their lines. YAML is read by its core schema only; what could hide a
 * value or blow one up is refused (SECURITY S8.4): tags, many aliases, deep nesting, duplicate keys, keys
 * of JavaScript's prototype chain.
 */
import { type Json, MAX_DOCUMENT_BYTES, nearLimit, pointerOf, type Reason, type Said, said } from '@carillon/core';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { type Finding, type FindingCode, wordsOf } from './finding.ts';
import { nearlyText } from './nearly.ts';
import { yamlMessage } from './yaml-message.ts';
import { type YamlProblem, readNode } from './yaml-node.ts';
import { type Locate, locatorOf } from './yaml-places.ts';

const MAX_DOCUMENTS = 1_000;
/** Of one document's syntax. */
const MAX_PROBLEMS = 20;

export interface ParsedDocument {
  readonly value: Json;
  readonly path: string;
  /** The text of this document alone. */
  readonly source: string;
  readonly locate: Locate;
}

export interface ParseResult {
  readonly documents: readonly ParsedDocument[];
  readonly findings: readonly Finding[];
}

/** Documents that could not be read are findings; the others are returned. Empty documents are left out. */
export function parseDocuments(text: string, path: string): ParseResult {
  const bytes = text.length * 4 < MAX_DOCUMENT_BYTES ? text.length : new TextEncoder().encode(text).length;
  if (bytes > MAX_DOCUMENT_BYTES)
    return { documents: [], findings: [wholeFile(path, 'VALIDATION_LIMIT', said`the file is larger than 5 MiB`)] };
  const near = nearLimit('documents', bytes, MAX_DOCUMENT_BYTES);
  const lines = new LineCounter();
  try {
    const { documents, findings } = readAll(text, path, lines);
    return { documents, findings: near ? [...findings, nearlyTooLarge(path, near)] : findings };
  } catch (error) {
    // The parser descends by recursion; nesting that is far beyond the limit ends here.
    if (!(error instanceof RangeError)) throw error;
    return {
      documents: [],
      findings: [wholeFile(path, 'VALIDATION_LIMIT', said`the document is nested deeper than 64 levels`)],
    };
  }
}

function readAll(text: string, path: string, lines: LineCounter): ParseResult {
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    schema: 'core',
    version: '1.2',
    // Compares each key with all before it; readNode looks them up.
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
  }) as readonly Document.Parsed[];
  if (parsed.length > MAX_DOCUMENTS) {
    return {
      documents: [],
      findings: [wholeFile(path, 'VALIDATION_LIMIT', said`the file has more than ${MAX_DOCUMENTS} documents`)],
    };
  }
  const documents: ParsedDocument[] = [];
  const findings: Finding[] = [];
  let start = 0;
  for (const document of parsed) {
    const source = sourceOf(text, start, document.range[2]);
    start = document.range[2];
    const problems = [...syntaxProblems(document)];
    const value = problems.length === 0 ? readNode(document, problems) : undefined;
    findings.push(...problems.map((problem) => at(problem, path, lines)));
    if (problems.length > 0 || value === undefined || value === null) continue;
    documents.push({ value, path, source, locate: locatorOf(document, lines) });
  }
  return { documents, findings };
}

function* syntaxProblems(document: Document.Parsed): Generator<YamlProblem> {
  for (const { code, message, pos } of [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS)) {
    const tag = code === 'TAG_RESOLVE_FAILED';
    yield {
      code: 'VALIDATION_YAML',
      offset: pos[0],
      path: [],
      ...(tag ? { message: said`tags are not read` } : yamlMessage(code, message)),
      hint: tag ? said`Write the value without its ! tag; put text in quotes.` : HINTS[code],
    };
  }
}

const HINTS: Readonly<Record<string, Said>> = {
  TAB_AS_INDENT: said`Indent with spaces.`,
  BAD_INDENT: said`Indent the lines of one map or list alike, with spaces.`,
  MISSING_CHAR: said`Close every quote and bracket; put text with : or # in quotes.`,
  MULTILINE_IMPLICIT_KEY: said`A text with a colon needs quotes.`,
  BLOCK_AS_IMPLICIT_KEY: said`A text with a colon needs quotes; nested fields go on lines of their own.`,
};

/** Without the `---` that separates documents and what follows it. */
function sourceOf(text: string, start: number, end: number): string {
  return `${text
    .slice(start, end)
    .replace(/^---[^\S\n]*\n/, '')
    .trim()}\n`;
}

function at(problem: YamlProblem, file: string, lines: LineCounter): Finding {
  const { line, col } = lines.linePos(problem.offset);
  return {
    code: problem.code,
    severity: 'error',
    file,
    line: Math.max(1, line),
    column: Math.max(1, col),
    pointer: pointerOf(...problem.path),
    ...wordsOf(problem),
    ...(problem.detail !== undefined && { message: problem.detail }),
  };
}

function wholeFile(file: string, code: FindingCode, message: Said): Finding {
  return { code, severity: 'error', file, line: 1, column: 1, pointer: '', ...wordsOf({ message }) };
}

const nearlyTooLarge = (file: string, near: Reason): Finding => ({
  ...wholeFile(file, 'LIMIT_NEAR', nearlyText(near)),
  severity: 'warning',
});
