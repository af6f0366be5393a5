import { readFileSync } from 'node:fs';
import {
  CONTEXT_NAMES,
  FIRING_NOTES,
  FUNCTION_NAMES,
  MISFIRE_POLICIES,
  OVERLAP_POLICIES,
  RUN_FIELDS,
} from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from './load.ts';
import type { JsonSchema } from './schema/json-schema.ts';
import { calendarSchema } from './schema/calendar-schema.ts';
import { workflowSchema } from './schema/workflow-schema.ts';
import { taskSchemas } from './generated/task-schemas.ts';

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');
const fieldsOf = (schema: JsonSchema | undefined): string[] => Object.keys(schema?.properties ?? {});

describe('the reference', () => {
  it('names every field of workflows, parameters, schedules, tasks and their types', () => {
    const { param, schedule, retry, task } = workflowSchema.$defs ?? {};
    const types = Object.values(taskSchemas as unknown as Readonly<Record<string, JsonSchema>>);
    const fields = [workflowSchema, param, schedule, retry, task, ...types].flatMap(fieldsOf);
    const text = page('workflow.md');
    expect(fields.filter((field) => !new RegExp(`[\`.]${field}[\`.]`).test(text))).toEqual([]);
    expect(Object.keys(taskSchemas).filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });
  it('names every field, policy and note of schedules', () => {
    const { schedule } = workflowSchema.$defs ?? {};
    const words = [...fieldsOf(schedule), ...OVERLAP_POLICIES, ...MISFIRE_POLICIES, ...FIRING_NOTES];
    const text = page('schedules.md');
    expect(words.filter((word) => !new RegExp(`[\`.]${word}[\`.:]`).test(text))).toEqual([]);
  });
  it('names every context, field of the run and function of expressions', () => {
    const text = page('expressions.md');
    expect([...CONTEXT_NAMES, ...RUN_FIELDS].filter((name) => !new RegExp(`\`${name}[\`.]`).test(text))).toEqual([]);
    expect(FUNCTION_NAMES.filter((name) => !text.includes(`\`${name}(`))).toEqual([]);
  });
  it('shows a document that is valid', () => {
    const [, text] = /```yaml\n([^]*?)```/.exec(page('workflow.md')) ?? [];
    expect(loadDocuments([{ path: 'workflow.md', text: text ?? '' }]).findings).toEqual([]);
  });
  it('names every field of calendars, in documents that are valid', () => {
    const { dates, holidays, freeze } = calendarSchema.$defs ?? {};
    const text = page('calendars.md');
    const fields = [calendarSchema, dates, holidays, freeze].flatMap(fieldsOf);
    expect(fields.filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
    const examples = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => yaml ?? '');
    expect(examples.length).toBeGreaterThan(3);
    expect(examples.flatMap((yaml) => loadDocuments([{ path: 'calendars.md', text: yaml }]).findings)).toEqual([]);
  });
});

describe('the published schemas', () => {
  it.each([
    ['workflow', workflowSchema],
    ['calendar', calendarSchema],
  ])('of a %s is what documents are held to; otherwise run npm run generate', (name, schema) => {
    const published: unknown = JSON.parse(
      readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});
