/** What a text says, found out beside the page: nothing here may make somebody wait who types. */
import {
  type DocumentFiles,
  ExpressionError,
  type Json,
  type JsonObject,
  needsItem,
  TASK_TYPES,
  type TaskDocument,
  type TaskRead,
  tasksReadBy,
} from '@carillon/core';
import { type Finding, parseDocuments, validateDocument } from '@carillon/spec';
import {
  type Change,
  changesBetween,
  type EditRefusal,
  type EditResult,
  editWorkflow,
  locksOf,
  type TaskMap,
  type WorkflowEdit,
} from '@carillon/spec/edit';

/** The name findings of the editor give to its text; files lie beside it. */
const PATH = 'workflow.yaml';
export const TASK_MAPS: readonly TaskMap[] = ['tasks', 'onFailure', 'finally'];

/** A task of the canvas. */
export interface EditedTask {
  readonly in: TaskMap;
  readonly id: string;
  /** From 1. */
  readonly line: number;
  readonly fields: JsonObject;
  /** Why forms and canvas cannot change it. */
  readonly lock?: EditRefusal;
  /** What a test of it has to be given; undefined: no worker could try it. */
  readonly test?: { readonly reads: readonly TaskRead[]; readonly needsItem: boolean };
}

export interface Analysis {
  readonly text: string;
  /** Undefined: it cannot be read; what was read last is still shown. */
  readonly document?: JsonObject;
  readonly tasks: readonly EditedTask[];
  readonly findings: readonly Finding[];
  /** Against what is live. */
  readonly changes: readonly Change[];
}

export interface Base {
  readonly document: JsonObject | undefined;
  readonly files: DocumentFiles;
}

export type Question =
  | { readonly ask: 'analysis'; readonly text: string; readonly base: Base }
  | { readonly ask: 'edit'; readonly text: string; readonly edit: WorkflowEdit };

export function answer(question: Question): Analysis | EditResult {
  return question.ask === 'edit' ? editWorkflow(question.text, question.edit) : analyse(question.text, question.base);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function analyse(text: string, { document: live, files }: Base): Analysis {
  const parsed = parseDocuments(text, PATH);
  const [only] = parsed.documents;
  const isOne = parsed.documents.length === 1;
  const findings = [...parsed.findings, ...parsed.documents.flatMap((one) => validateDocument(one, files).findings)];
  if (!only || !isOne || !isObject(only.value)) return { text, tasks: [], findings, changes: [] };
  const document = only.value;
  const found = TASK_MAPS.flatMap((map) =>
    Object.entries(mapOf(document[map])).map(([id, fields]) => ({ map, id, fields })),
  );
  const locks = locksOf(
    text,
    found.map(({ map, id }) => [map, id]),
  );
  const tasks = found.map(({ map, id, fields }, no): EditedTask => {
    const lock = locks[no] ?? (isObject(fields) ? undefined : 'AS_TEXT');
    const test = isObject(fields) ? testOf(id, fields) : undefined;
    return {
      in: map,
      id,
      line: only.locate([map, id], { key: true }).line,
      fields: isObject(fields) ? fields : {},
      ...(lock && { lock }),
      ...(test && { test }),
    };
  });
  return { text, document, tasks, findings, changes: changesOf(document, live) };
}

function testOf(name: string, fields: JsonObject): EditedTask['test'] {
  const { type = '' } = fields;
  const known: Readonly<Record<string, { readonly inline: boolean } | undefined>> = TASK_TYPES;
  if (typeof type !== 'string' || known[type]?.inline !== false) return undefined;
  const task = fields as unknown as TaskDocument;
  try {
    return { reads: tasksReadBy({ name, task }), needsItem: needsItem(task) };
  } catch (error) {
    // What does not compile is a finding, and no text with one is tested.
    if (!(error instanceof ExpressionError)) throw error;
    return { reads: [], needsItem: false };
  }
}

const mapOf = (value: Json | undefined): Readonly<Record<string, Json>> => (isObject(value) ? value : {});

/** A version names its project even where its text does not; what is new is no change of its own name. */
function changesOf(document: JsonObject, live: JsonObject | undefined): readonly Change[] {
  const { kind = '', name = '', project = live?.['project'] } = document;
  const head = { kind, name, ...(project !== undefined && { project }) };
  return changesBetween(live ?? head, { ...document, ...head });
}
