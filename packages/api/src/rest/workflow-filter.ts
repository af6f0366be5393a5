/** Which workflows: the words of a query string, and of a plan for all that fit. */
import { LAST_RESULTS, LIFECYCLES, type WorkflowFilter } from '@carillon/core';
import { Type } from 'typebox';
import { given, knownNames } from './query.ts';

export const WorkflowQuery = {
  project: Type.Optional(Type.String({ maxLength: 63 })),
  text: Type.Optional(
    Type.String({ maxLength: 200, description: 'each word of it in the name, title, owner or a tag' }),
  ),
  owner: Type.Optional(Type.String({ maxLength: 200 })),
  tag: Type.Optional(Type.String({ maxLength: 200 })),
  paused: Type.Optional(Type.Boolean({ description: 'true: by itself; false: all others' })),
  lifecycle: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20, description: 'repeated, or with commas between' }),
  ),
  lastResult: Type.Optional(Type.Enum([...LAST_RESULTS], { description: 'of its newest run that has ended' })),
  hasDraft: Type.Optional(Type.Boolean({ description: 'true: changed in the editor and not published' })),
};

export interface WorkflowWords extends Omit<WorkflowFilter, 'lifecycles' | 'lastResult' | 'limit' | 'cursor'> {
  readonly lifecycle?: readonly string[];
  readonly lastResult?: string;
}

/** @param at where in the request they stand */
export function workflowFilterOf(words: WorkflowWords, at?: string): Omit<WorkflowFilter, 'limit' | 'cursor'> {
  const { project, text, owner, tag, paused, hasDraft } = words;
  const lifecycles = knownNames('lifecycle', words.lifecycle, LIFECYCLES, at);
  const lastResult = LAST_RESULTS.find((known) => known === words.lastResult);
  return given({ project, text, owner, tag, paused, hasDraft, lifecycles, lastResult });
}
