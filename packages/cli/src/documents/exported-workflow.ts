/** A workflow in the form that all of its equals share, with what it takes to apply it elsewhere. Pure. */
import type { Json, WorkflowDocument } from '@carillon/core';
import { calendarReferences, secretReferences, workflowReferences } from '@carillon/spec';
import { stringify } from 'yaml';

/** Long texts stay on their lines, and nothing is told by reference. */
const FORM = { lineWidth: 0, aliasDuplicateObjects: false } as const;

export const documentText = (document: object): string => stringify(document, FORM);

export const calendarsOf = (document: WorkflowDocument): readonly string[] => [
  ...new Set([...calendarReferences(document)].map(({ name }) => name)),
];

/** What must be there that no document brings along: sentences. */
export function needsOf(document: WorkflowDocument): readonly string[] {
  const secrets = [...secretReferences(document)].map(({ name }) => name);
  const workflows = [...workflowReferences(document)].map(({ project, name }) => `${project}/${name}`);
  return [
    ...sentence('secret', secrets),
    ...sentence('variable', expressionNames(document as unknown as Json)),
    ...sentence('queue', queuesOf(document)),
    ...sentence('workflow', workflows),
  ];
}

function sentence(noun: string, names: readonly string[]): readonly string[] {
  const each = [...new Set(names)].sort();
  return each.length === 0 ? [] : [`${each.length === 1 ? noun : `${noun}s`}: ${each.join(', ')}`];
}

function queuesOf({ queue, defaults, tasks }: WorkflowDocument): readonly string[] {
  const all = [queue, defaults?.queue, ...Object.values(tasks).map((task) => task.queue)];
  return all.filter((one): one is string => one !== undefined && one !== 'default');
}

/** `vars.region` wherever an expression may stand. */
function expressionNames(value: Json): readonly string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\bvars\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner) => expressionNames(inner));
}
