/** What is wrong with a document, where, and what to do about it. */
import type { Said, SaidText } from '@carillon/core';

/** What can be wrong with a document. */
export const DOCUMENT_FAULTS = [
  'VALIDATION_YAML',
  'VALIDATION_LIMIT',
  'LIMIT_NEAR',
  'VALIDATION_KIND',
  'VALIDATION_SCHEMA',
  'VALIDATION_UNKNOWN_FIELD',
  'VALIDATION_NOT_AVAILABLE',
  'VALIDATION_NAME',
  'VALIDATION_DUPLICATE',
  'VALIDATION_TASK_TYPE',
  'VALIDATION_UPSTREAM',
  'VALIDATION_CYCLE',
  'VALIDATION_EXPRESSION',
  'VALIDATION_REFERENCE',
  'VALIDATION_TEMPLATE_IN_SCRIPT',
  'VALIDATION_CRON',
  'VALIDATION_SCHEDULE',
  'VALIDATION_ZONE',
  'VALIDATION_CALENDAR',
  'VALIDATION_QUEUE',
  'VALIDATION_WORKERS',
  'VALIDATION_PARAM',
  'VALIDATION_FILE_MISSING',
] as const;
export type FindingCode = (typeof DOCUMENT_FAULTS)[number];

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** JSON pointer in the document. */
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
  /** The same for translation; undefined: it came from a server that does not tell. */
  readonly said?: { readonly message: SaidText; readonly hint?: SaidText };
}

export type DocumentPath = readonly (string | number)[];

/** A finding before its place in the file is known. */
export interface Problem {
  readonly code: FindingCode;
  readonly path: DocumentPath;
  readonly message: Said;
  readonly hint?: Said | undefined;
  readonly severity?: 'warning';
  /** The name of the field is meant, not its value. */
  readonly atKey?: boolean;
  /** Characters into a text value, for expressions. */
  readonly offset?: number;
}

/** As a finding has it. */
export const wordsOf = ({
  message,
  hint,
}: Pick<Problem, 'message' | 'hint'>): Required<Pick<Finding, 'message' | 'said'>> & Pick<Finding, 'hint'> =>
  hint === undefined
    ? { message: String(message), said: { message } }
    : { message: String(message), hint: String(hint), said: { message, hint } };

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.severity === 'error');

/** `file:line:column: message. Hint`, as compilers write it. */
export function formatFinding({ file, line, column, message, hint }: Finding): string {
  return `${file}:${line}:${column}: ${message}${hint === undefined ? '' : `. ${hint}`}`;
}
