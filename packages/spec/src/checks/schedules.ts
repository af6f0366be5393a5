/** Schedules can fire, in a zone that exists, with parameters that the workflow accepts. */
import {
  type Json,
  type ScheduleDocument,
  type WorkflowDocument,
  checkParam,
  didYouMean,
  isTemplate,
  isTimeZone,
  findScheduleProblems,
  said,
} from '@carillon/core';
import type { DocumentPath, FindingCode, Problem } from '../finding.ts';
import { schedulesOf } from './expression-sites.ts';
import { badZone } from './time-zones.ts';

const CODES: Partial<Record<keyof ScheduleDocument, FindingCode>> = {
  cron: 'VALIDATION_CRON',
  syntax: 'VALIDATION_CRON',
  calendar: 'VALIDATION_CALENDAR',
  freeze: 'VALIDATION_CALENDAR',
};

export function* scheduleProblems(document: WorkflowDocument): Generator<Problem> {
  if (document.timezone !== undefined && !isTimeZone(document.timezone)) yield badZone(['timezone'], document.timezone);
  for (const [path, schedule] of schedulesOf(document)) {
    yield* timeProblems(path, schedule, document.timezone);
    yield* paramProblems(path, schedule, document);
  }
}

function* timeProblems(
  path: DocumentPath,
  schedule: ScheduleDocument,
  timezone: string | undefined,
): Generator<Problem> {
  const zone = schedule.timezone ?? timezone;
  if (schedule.timezone !== undefined && !isTimeZone(schedule.timezone))
    yield badZone([...path, 'timezone'], schedule.timezone);
  const { timezone: _, ...anywhere } = schedule;
  const definition = zone === undefined || !isTimeZone(zone) ? anywhere : { ...anywhere, timezone: zone };
  for (const { field, message, hint, severity } of findScheduleProblems(definition)) {
    const base = { code: CODES[field] ?? 'VALIDATION_SCHEDULE', path: [...path, field], message, hint } as const;
    yield severity === 'warning' ? { ...base, severity } : base;
  }
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
        message: said`there is no parameter "${name}"`,
        hint: didYouMean(name, Object.keys(declared)) ?? said`Declare it under params.`,
      };
    else if (!hasTemplate(value))
      for (const { message } of checkParam(param, value))
        yield { code: 'VALIDATION_PARAM', path: at, message: said`${name} ${message}` };
  }
  for (const [name, param] of Object.entries(declared)) {
    if (param.required !== true || param.default !== undefined || Object.hasOwn(given, name)) continue;
    yield {
      code: 'VALIDATION_PARAM',
      path,
      message: said`the parameter ${name} is required and this schedule gives none`,
      hint: said`Add ${name} to the params of the schedule, or give it a default.`,
    };
  }
}

const hasTemplate = (value: Json): boolean => typeof value === 'string' && isTemplate(value);
