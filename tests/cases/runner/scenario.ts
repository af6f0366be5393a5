/** A scenario as its file says it (../README.md), and where files are. */
import { readFileSync, readdirSync } from 'node:fs';
import type { Json, JsonObject, Level, ResourcesDocument } from '@carillon/core';
import { parse } from 'yaml';
import type { ScriptedAct } from './scripted-work.ts';
import { takeOut } from './take-out.ts';

const CASES = new URL('../', import.meta.url);

/** A word, or one word with what it needs. */
export type Step = string | JsonObject;

export interface WorkerSpec {
  readonly group: string;
  readonly name?: string;
  readonly slots?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resources?: ResourcesDocument;
}

/** Of the project, unless it names another level. */
export interface VariableSpec {
  readonly name: string;
  readonly value: Json;
  readonly level?: Level;
}

export interface Scene {
  readonly documents: readonly JsonObject[];
  readonly files: Readonly<Record<string, string>>;
  readonly variables: readonly VariableSpec[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly workers: readonly WorkerSpec[];
  readonly work: Readonly<Record<string, readonly ScriptedAct[] | ScriptedAct>>;
  readonly script: readonly Step[];
}

export interface Scenario {
  /** Its place without the ending: `trigger-rules/one-failed`. */
  readonly path: string;
  readonly feature: string;
  readonly title: string;
  readonly scene: Scene;
  readonly expect: JsonObject;
  /** Without the feature. */
  readonly reduced: Scene;
  /** What is seen without the feature; undefined: anything but {@link expect}. */
  readonly otherwise: JsonObject | undefined;
}

const FIELDS = [
  'feature',
  'title',
  'workflow',
  'documents',
  'files',
  'variables',
  'secrets',
  'workers',
  'work',
  'script',
  'expect',
  'without',
  'otherwise',
];

export function scenarioPaths(): readonly string[] {
  return readdirSync(CASES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('/') && path.endsWith('.yaml'))
    .map((path) => path.slice(0, -'.yaml'.length))
    .sort();
}

export function readScenario(path: string): Scenario {
  const value = parse(readFileSync(new URL(`${path}.yaml`, CASES), 'utf8')) as JsonObject;
  const unknown = Object.keys(value).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) throw new Error(`${path}: a scenario has no ${unknown.join(', ')}; see README.md`);
  for (const field of ['feature', 'title', 'expect', 'without'])
    if (value[field] === undefined) throw new Error(`${path}: ${field} is missing`);
  return {
    path,
    feature: value['feature'] as string,
    title: value['title'] as string,
    scene: sceneOf(value, path),
    expect: value['expect'] as JsonObject,
    reduced: sceneOf(takeOut(value, value['without'] as readonly (string | JsonObject)[]), path),
    otherwise: value['otherwise'] as JsonObject | undefined,
  };
}

/** Documents need not say their kind, and one alone not even its name. */
function sceneOf(value: JsonObject, path: string): Scene {
  const [area, name] = [path.split('/').at(0), path.split('/').at(-1) as string];
  const documents = (value['documents'] ?? [value['workflow']]) as readonly (JsonObject | undefined)[];
  if (documents.some((document) => typeof document !== 'object'))
    throw new Error(`${path}: ${area} needs workflow, or documents`);
  return {
    files: {},
    variables: [],
    secrets: {},
    workers: [],
    work: {},
    script: ['start'],
    ...value,
    documents: documents.map((document) => ({ kind: 'Workflow', name, ...document })),
  };
}
