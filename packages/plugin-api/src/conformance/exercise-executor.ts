import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, REASON_FAULTS, type Reason, type ReasonCode, saidAs } from '@carillon/core';
import type { AttemptResult, Executor } from '../index.ts';
import { createTestContext, type TestContext, type TestContextOptions } from './test-context.ts';

export interface ExpectedEnd {
  readonly outcome: AttemptResult['outcome'];
  /** These outputs are there, with these values; there may be others. */
  readonly output?: JsonObject;
  readonly reason?: ReasonCode;
  readonly retryable?: boolean;
  readonly exitCode?: number;
  /** Found somewhere in the reason. */
  readonly says?: string;
  /** Each is a line of the log, or part of one. */
  readonly logged?: readonly string[];
  /** Text of artifacts by name. */
  readonly artifacts?: Readonly<Record<string, string | RegExp>>;
}

export interface ExecutorCase extends TestContextOptions {
  readonly name: string;
  /** A stop is asked for when a line of the log holds this text; `''`: before the start. */
  readonly stopAt?: string;
  readonly expect: ExpectedEnd;
}

const STOP: Reason = { code: 'STOPPED_BY_USER', params: { actor: 'conformance' } };

/** Runs the cases and checks what holds for every executor; the sentences returned say what does not. */
export async function exerciseExecutor(executor: Executor, cases: readonly ExecutorCase[]): Promise<string[]> {
  const problems = checkDeclaration(executor);
  for (const one of cases) {
    const test = await createTestContext(one);
    try {
      problems.push(...(await exerciseCase(executor, one, test)).map((problem) => `${one.name}: ${problem}`));
    } finally {
      await test.dispose();
    }
  }
  return problems;
}

function checkDeclaration({ type, schema }: Executor): string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9_]*$/.test(type)) problems.push(`the type "${type}" is not snake_case`);
  if (schema['type'] !== 'object') problems.push('the schema does not describe an object');
  if (schema['additionalProperties'] !== false) problems.push('the schema lets unknown fields pass');
  return problems;
}

async function exerciseCase(
  executor: Executor,
  { stopAt, expect }: ExecutorCase,
  test: TestContext,
): Promise<string[]> {
  if (stopAt === '') test.stop(STOP);
  else if (stopAt !== undefined) test.onLine((text) => text.includes(stopAt) && test.stop(STOP));
  let ended: AttemptResult;
  try {
    ended = await executor.run(test.context);
  } catch (error) {
    return [`the executor threw, which is not how an attempt ends: ${String(error)}`];
  }
  return [
    ...checkShape(ended),
    ...checkEnd(ended, expect),
    ...checkLog(test, expect),
    ...(await checkArtifacts(test, expect)),
  ];
}

function checkShape(ended: AttemptResult): string[] {
  if (ended.outcome !== 'success') {
    return Object.hasOwn(REASON_FAULTS, ended.reason.code)
      ? []
      : [`the reason ${ended.reason.code} is not in the catalogue`];
  }
  return isDeepStrictEqual(JSON.parse(JSON.stringify(ended.output)), ended.output)
    ? []
    : ['the output does not survive JSON'];
}

function checkEnd(ended: AttemptResult, expect: ExpectedEnd): string[] {
  const reason = ended.outcome === 'success' ? undefined : ended.reason;
  const text = JSON.stringify(ended);
  if (ended.outcome !== expect.outcome) return [`ended as ${text}, not as ${expect.outcome}`];
  const problems: string[] = [];
  if (ended.outcome === 'stopped' && !isDeepStrictEqual(reason, STOP))
    problems.push('a stop must keep the reason it was asked for with');
  if (expect.reason && reason?.code !== expect.reason) problems.push(`the reason is ${text}, not ${expect.reason}`);
  if (expect.says && !JSON.stringify(reason ?? {}).includes(expect.says))
    problems.push(`the reason ${text} does not say "${expect.says}"`);
  if (reason?.said && !saidAs(String(reason.params?.['problem'] ?? reason.params?.['message']), reason.said))
    problems.push('what the reason has for translation must say the same as its problem or message');
  if (expect.exitCode !== undefined && ended.exitCode !== expect.exitCode)
    problems.push(`the exit code is ${ended.exitCode}, not ${expect.exitCode}`);
  if (expect.retryable !== undefined && (ended.outcome !== 'failed' || ended.retryable !== expect.retryable))
    problems.push(`retryable is not ${expect.retryable}`);
  const output: JsonObject = ended.outcome === 'success' ? ended.output : {};
  for (const [name, value] of Object.entries(expect.output ?? {})) {
    if (!isDeepStrictEqual(output[name], value))
      problems.push(`the output ${name} is ${JSON.stringify(output[name])}, not ${JSON.stringify(value)}`);
  }
  return problems;
}

function checkLog({ lines }: TestContext, { logged = [] }: ExpectedEnd): string[] {
  return logged
    .filter((part) => !lines.some(({ text }) => text.includes(part)))
    .map((part) => `nothing in the log says "${part}"`);
}

async function checkArtifacts(test: TestContext, { artifacts = {} }: ExpectedEnd): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, expected] of Object.entries(artifacts)) {
    const text = await test.artifact(name).catch(() => undefined);
    const same = text !== undefined && (typeof expected === 'string' ? text === expected : expected.test(text));
    if (!same) problems.push(`the artifact ${name} is ${JSON.stringify(text?.slice(0, 200))}`);
  }
  return problems;
}
