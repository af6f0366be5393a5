/**
 * Secrets stand where a worker resolves them, and nowhere that is recorded, evaluated or visible to other
 * programs (SECURITY S5.2): in env and with of tasks that run on a worker, but not in names and programs.
 */
import {
  asGroup,
  isTemplate,
  secretNameOf,
  splitTemplate,
  TASK_TYPES,
  type TaskType,
  type WorkflowDocument,
  type Said,
  said,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { ANY_TASK, type ExpressionSite, expressionSites } from './expression-sites.ts';

/** Fields of `with` that name a program, a place or a file: they end up in argument vectors, lists and logs. */
const PLAIN: Readonly<Partial<Record<TaskType, readonly string[]>>> = {
  shell: ['shell'],
  python: ['python'],
  http: ['method', 'saveAs'],
  sql: ['connection', 'copy', 'saveAs'],
  quality: ['connection'],
};

/** Read by the server for each look, in memory; nothing that a look says or keeps is made of them. */
const OF_WAITS: readonly string[] = ['headers', 'accessKeyId', 'secretAccessKey', 'sessionToken'];

export function* secretProblems(document: WorkflowDocument): Generator<Problem> {
  for (const site of expressionSites(document)) {
    for (const { name, offset } of secretsAt(site)) {
      const hint = refusalAt(site);
      if (hint !== undefined)
        yield {
          code: 'VALIDATION_REFERENCE',
          path: site.path,
          offset,
          message: said`the secret "${name}" cannot be used here`,
          hint,
        };
    }
  }
}

/** Every place that names a secret, for what only a server knows: whether there is one. */
export function* secretReferences(
  document: WorkflowDocument,
): Generator<{ readonly name: string; readonly path: DocumentPath; readonly offset: number }> {
  for (const site of expressionSites(document))
    for (const { name, offset } of secretsAt(site)) yield { name, path: site.path, offset };
}

function secretsAt(site: ExpressionSite): readonly { readonly name: string; readonly offset: number }[] {
  // Templates that do not parse, and those in scripts and conditions, are refused with the other expressions.
  if (site.kind !== 'template' || !isTemplate(site.text)) return [];
  try {
    return splitTemplate(site.text).flatMap((part) => {
      const name = typeof part === 'string' ? undefined : secretNameOf(part.expression);
      return name === undefined || typeof part === 'string' ? [] : [{ name, offset: part.offset }];
    });
  } catch {
    return [];
  }
}

/** How to do it right; undefined where a secret may stand. */
function refusalAt({ path, task: reader }: ExpressionSite): Said | undefined {
  const [top, inner] = path;
  if (top === 'env' || (top === 'defaults' && inner === 'env')) return undefined;
  const written = reader === ANY_TASK ? undefined : reader;
  const [part, field = ''] = path.slice(written?.path.length ?? 0).map(String);
  if (!written || (part !== 'env' && part !== 'with'))
    return said`Use it in env or with of a task: elsewhere its value would be recorded.`;
  const type = written.task.type as TaskType;
  // A group hands its env down to tasks that run on workers.
  if (part === 'env' && asGroup(written.task)) return undefined;
  if (type === 'wait' && part === 'with' && OF_WAITS.includes(field)) return undefined;
  if (TASK_TYPES[type]?.inline)
    return said`A task of type ${type} runs on no worker, and only workers are given secrets.`;
  if (part === 'with' && PLAIN[type]?.includes(field))
    return said`${field} is shown in lists and logs; give the secret in env.`;
  return undefined;
}
