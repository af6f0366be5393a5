/** A `wait` names instants, zones and hours that exist, and no field that belongs to a wait for something else. */
import {
  BESIDE,
  checkParam,
  didYouMean,
  isTemplate,
  isTimeZone,
  type JsonObject,
  parseDuration,
  type WorkflowDocument,
  waitSubjects,
  said,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

const INSTANTS = ['until', 'since', 'modifiedSince'] as const;
const MIN_POLL_MS = 1_000;

export function* waitProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { task, path } of writtenTasks(document))
    if (task.type === 'wait') yield* fieldProblems(task.with ?? {}, [...path, 'with']);
}

function* fieldProblems(fields: JsonObject, path: DocumentPath): Generator<Problem> {
  yield* strangerProblems(fields, path);
  for (const name of INSTANTS) {
    const value = fields[name];
    if (typeof value !== 'string' || isTemplate(value)) continue;
    for (const { message } of checkParam({ type: 'datetime' }, value))
      yield { code: 'VALIDATION_SCHEMA', path: [...path, name], message: said`${name} ${message}` };
  }
  const poll = fields['poll'];
  const pollMs = typeof poll === 'string' ? parseDuration(poll) : undefined;
  if (pollMs !== undefined && pollMs < MIN_POLL_MS)
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [...path, 'poll'],
      message: said`poll must be at least 1s, not ${poll as string}`,
    };
  const zone = (fields['window'] as JsonObject | undefined)?.['timezone'];
  if (typeof zone === 'string' && !isTemplate(zone) && !isTimeZone(zone))
    yield { code: 'VALIDATION_ZONE', path: [...path, 'window', 'timezone'], message: said`"${zone}" is no time zone` };
  if ((fields['accessKeyId'] === undefined) !== (fields['secretAccessKey'] === undefined))
    yield {
      code: 'VALIDATION_SCHEMA',
      path,
      message: said`accessKeyId and secretAccessKey go together`,
      hint: said`Give both, or neither for an object that anybody may read.`,
    };
}

function* strangerProblems(fields: JsonObject, path: DocumentPath): Generator<Problem> {
  const [subject] = waitSubjects(fields);
  if (subject === undefined) return;
  const known = BESIDE[subject];
  for (const name of Object.keys(fields)) {
    if (name === subject || known.includes(name)) continue;
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [...path, name],
      atKey: true,
      message: said`a wait with "${subject}" has no field "${name}"`,
      hint:
        didYouMean(name, known) ??
        (known.length === 0 ? said`Remove it.` : said`Beside ${subject} there are ${known.join(', ')}.`),
    };
  }
}
