/** Schedules can fire, in a zone that exists, with parameters that the workflow accepts. */
import {
  type Json,
  type ScheduleDocument,
  type WorkflowDocument,
  checkParam,
  didYouMean,
  isTemplate,
  isTimeZone,
  NO_CALENDARS,
  ScheduleError,
  compileSchedule,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { schedulesOf } from './expression-sites.ts';
import { badZone } from './time-zones.ts';

/** Where the search for a first firing begins; a pattern that fires at all fires within the horizon after it. */
const ANY_TIME = Date.UTC(2026, 0, 1);

export function* scheduleProblems(document: WorkflowDocument): Generator<Problem> {
  if (document.timezone !== undefined && !isTimeZone(document.timezone)) yield badZone(['timezone'], document.timezone);
  for (const [path, schedule] of schedulesOf(document)) {
    yield* timeProblems(path, schedule);
    yield* paramProblems(path, schedule, document);
  }
}

function* timeProblems(path: DocumentPath, schedule: ScheduleDocument): Generator<Problem> {
  const { timezone } = schedule;
  if (timezone !== undefined && !isTimeZone(timezone)) yield badZone([...path, 'timezone'], timezone);
  try {
    const { timezone: _, ...anywhere } = schedule;
    if (compileSchedule(anywhere, { key: '', calendars: NO_CALENDARS }).next(ANY_TIME) !== undefined) return;
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    yield { code: 'VALIDATION_CRON', path: [...path, error.field], message: error.message };
    return;
  }
  yield {
    code: 'VALIDATION_CRON',
    path: [...path, 'cron'],
    message: `"${schedule.cron}" never fires`,
    hint: 'Name a day and month that exist together, and a year to come.',
  };
}

function* paramProblems(
  path: DocumentPath,
  schedule: ScheduleDocument,
  document: WorkflowDocument,
): Generator<Problem> {
  const declared = document.params ?? {};
  const given = schedule.params ?? {};
  for (const [name, value] of Object.entries(given)) {
    const param = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const at = [...path, 'params', name];
    if (!param)
      yield {
        code: 'VALIDATION_PARAM',
        path: at,
        atKey: true,
        message: `there is no parameter "${name}"`,
        hint: didYouMean(name, Object.keys(declared)) ?? 'Declare it under params.',
      };
    else if (!hasTemplate(value))
      for (const { message } of checkParam(param, value))
        yield { code: 'VALIDATION_PARAM', path: at, message: `${name} ${message}` };
  }
  for (const [name, param] of Object.entries(declared)) {
    if (!param.required || param.default !== undefined || Object.hasOwn(given, name)) continue;
    yield {
      code: 'VALIDATION_PARAM',
      path,
      message: `the parameter ${name} is required and this schedule gives none`,
      hint: `Add ${name} to the params of the schedule, or give it a default.`,
    };
  }
}

const hasTemplate = (value: Json): boolean => typeof value === 'string' && isTemplate(value);
