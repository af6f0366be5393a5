/**
 * The file named by CARILLON_OUTPUT: one JSON object, or lines `name=value` and `name<<END` … `END`, read by
 * the declared types. It was written by a task: neither its kind nor its size is taken on trust.
 */
import { constants, open } from 'node:fs/promises';
import {
  type Json,
  type JsonObject,
  MAX_GIVEN_OUTPUT_BYTES,
  type OutputType,
  type Reason,
  type Said,
  said,
  SaidError,
} from '@carillon/core';
import { checkOutputs, invalid, tooLarge } from '../attempt/outputs.ts';

type Declared = Readonly<Record<string, OutputType>>;
export type ReadOutput = { readonly output: JsonObject } | { readonly problem: Reason };

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

export async function readOutputFile(path: string, declared: Declared): Promise<ReadOutput> {
  const text = await readText(path);
  return typeof text === 'string' ? parseOutput(text, declared) : { problem: text };
}

/** Never through a link, never from a pipe that would not end. */
async function readText(path: string): Promise<string | Reason> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? '' : invalid(said`the output file could not be read: ${code}`);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return invalid(said`what CARILLON_OUTPUT names is no longer a plain file`);
    return stat.size > MAX_GIVEN_OUTPUT_BYTES
      ? tooLarge(stat.size, MAX_GIVEN_OUTPUT_BYTES)
      : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

export function parseOutput(text: string, declared: Declared): ReadOutput {
  try {
    const output = text.trimStart().startsWith('{') ? parseJson(text) : parseLines(text, declared);
    const problem = checkOutputs(output, declared);
    return problem ? { problem } : { output };
  } catch (error) {
    if (error instanceof OutputProblem) return { problem: invalid(error.said) };
    throw error;
  }
}

class OutputProblem extends SaidError {}

function parseJson(text: string): JsonObject {
  let output: JsonObject;
  try {
    output = JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new OutputProblem(said`the output file begins with { but is no JSON object: ${(error as Error).message}`);
  }
  for (const name of Object.keys(output)) checkName(name, said`a name in the output file`);
  return output;
}

function parseLines(text: string, declared: Declared): JsonObject {
  const output: Record<string, Json> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line.trim() === '') continue;
    const match = /^([^=<\s]+)(=|<<)(.*)$/.exec(line);
    if (!match) throw new OutputProblem(said`line ${at + 1} of the output file must be name=value or name<<END`);
    const [, name, sign, rest] = match as unknown as [string, string, string, string];
    checkName(name, said`line ${at + 1} of the output file`);
    let value = rest;
    if (sign === '<<') {
      const end = lines.indexOf(rest, at + 1);
      if (rest === '' || end < 0)
        throw new OutputProblem(
          said`line ${at + 1} of the output file: the value of ${name} has no closing line "${rest}"`,
        );
      value = lines.slice(at + 1, end).join('\n');
      at = end;
    }
    output[name] = typed(name, value, Object.hasOwn(declared, name) ? declared[name] : undefined);
  }
  return output;
}

function checkName(name: string, where: Said): void {
  if (!NAME.test(name))
    throw new OutputProblem(
      said`${where}: "${name.slice(0, 64)}" must be lower-case letters, digits and _, a letter first`,
    );
}

function typed(name: string, text: string, type: OutputType | undefined): Json {
  if (type === undefined || type === 'string') return text;
  const value = jsonOf(text.trim());
  if (value === undefined)
    throw new OutputProblem(
      said`the output "${name}" must be of type ${type}, but is ${JSON.stringify(text.slice(0, 64))}`,
    );
  return value;
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
