import {
  type AttemptContext,
  type AttemptResult,
  type Executor,
  failure,
  type Json,
  type Said,
  said,
  SaidError,
  saidList,
  success,
  userError,
} from '@carillon/plugin-api';
import type pg from 'pg';
import { inTransaction, refused } from '../postgres/session.ts';
import { parseStatements } from '../postgres/statements.ts';
import { toJson } from '../postgres/values.ts';
import { type Expectation, parseExpectation } from './expectation.ts';
import { qualitySchema } from './schema.ts';

interface Check {
  readonly name: string;
  readonly query: string;
  readonly expect: string;
  readonly holds: Expectation;
}

export const qualityExecutor: Executor = {
  type: 'quality',
  schema: qualitySchema,
  workspace: 'none',
  async run(context) {
    const checks: Check[] = [];
    for (const [name, { query, expect }] of Object.entries(
      context.with['checks'] as Record<string, { query: string; expect: string }>,
    )) {
      const holds = parseExpectation(expect);
      if (!holds)
        return refused(
          said`checks.${name}.expect: "${expect}" must be like "> 0", "= 12", "between 1 and 5" or "!= null"`,
        );
      checks.push({ name, query, expect, holds });
    }
    return inTransaction(context, 'read only', (client) => runChecks(client, context, checks));
  },
};

/** All of them, also after one has failed: who repairs data wants to know everything that is wrong. */
async function runChecks(client: pg.Client, context: AttemptContext, checks: readonly Check[]): Promise<AttemptResult> {
  const values: Record<string, Json> = {};
  const faults: Said[] = [];
  for (const { name, query, expect, holds } of checks) {
    const value = await valueOf(client, name, query);
    values[name] = value;
    const passed = holds(value);
    context.log.line(
      passed ? 'stdout' : 'stderr',
      `${passed ? 'passed' : 'FAILED'}  ${name}: ${JSON.stringify(value)}, expected ${expect}`,
    );
    if (!passed) faults.push(said`${name} is ${JSON.stringify(value)}, expected ${expect}`);
  }
  const output = { passed: checks.length - faults.length, failed: faults.length, values };
  if (faults.length === 0) return success(output);
  const message = said`${faults.length} of ${checks.length} checks failed: ${saidList(faults)}`;
  return { ...failure(userError(message, { failed: faults.length })), output } as AttemptResult;
}

async function valueOf(client: pg.Client, name: string, query: string): Promise<Json> {
  const [statement, ...more] = parseStatements(query);
  if (!statement || more.length > 0) throw new SaidError(said`checks.${name}.query must be one statement`);
  const { rows } = await client.query<unknown[]>({ text: statement.text, rowMode: 'array' });
  if (rows.length !== 1 || rows[0]?.length !== 1) {
    throw new SaidError(
      said`checks.${name}.query must give one row with one value, but gave ${rows.length} rows of ${rows[0]?.length ?? 0} values`,
    );
  }
  return toJson(rows[0][0]);
}
