import { readFileSync } from 'node:fs';
import { CONTEXT_NAMES, FUNCTION_NAMES, RUN_FIELDS } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { loadWorkflows } from './load.ts';
import type { JsonSchema } from './schema/json-schema.ts';
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
  it('names every context, field of the run and function of expressions', () => {
    const text = page('expressions.md');
    expect([...CONTEXT_NAMES, ...RUN_FIELDS].filter((name) => !new RegExp(`\`${name}[\`.]`).test(text))).toEqual([]);
    expect(FUNCTION_NAMES.filter((name) => !text.includes(`\`${name}(`))).toEqual([]);
  });
  it('shows a document that is valid', () => {
    const [, text] = /```yaml\n([^]*?)```/.exec(page('workflow.md')) ?? [];
    expect(loadWorkflows([{ path: 'workflow.md', text: text ?? '' }]).findings).toEqual([]);
  });
});

describe('the published schema', () => {
  it('is what documents are held to; otherwise run npm run generate', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../schema/workflow.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(workflowSchema)));
  });
});
