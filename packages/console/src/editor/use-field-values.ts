/** What the expressions of the chosen task come to with the values of a former run, asked of the server as one writes. */
import type { DocumentFiles } from '@carillon/core';
import type { DryRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { post } from '../api/client.ts';
import { useMemo } from 'react';
import type { Place } from '../api/queries.ts';
import type { EditedTask } from './language.ts';

export type FieldValue = NonNullable<DryRun['fields']>[number];
/** By their places in the task: `with.url`. */
export type FieldValues = ReadonlyMap<string, FieldValue>;

const NONE: FieldValues = new Map();
const hasExpressions = ({ fields }: EditedTask): boolean =>
  fields['when'] !== undefined || JSON.stringify(fields).includes('${{');

interface Asked {
  readonly place: Place;
  /** That has stood still for a while, and has no errors. */
  readonly text: string | undefined;
  readonly files: DocumentFiles;
  readonly task: EditedTask | undefined;
  readonly run: string | undefined;
}

/** Those of the text before stay until the next are there: a value that comes and goes with each letter tells nothing. */
export function useFieldValues({ place: { environment }, text, files, task, run }: Asked): FieldValues {
  const of = task && `${task.in}/${task.id}`;
  const { data } = useQuery({
    queryKey: ['field-values', environment, of, run, text],
    queryFn: ({ signal }) => {
      const body = { text, files, in: task?.in, task: task?.id, ...(run !== undefined && { run }) };
      return post<DryRun>('/documents/dry-run', body, { query: { environment }, signal });
    },
    enabled: text !== undefined && task !== undefined && !task.lock && hasExpressions(task),
    placeholderData: (last, lastQuery) => (lastQuery?.queryKey[2] === of ? last : undefined),
    staleTime: Number.POSITIVE_INFINITY, // A former run and a text do not change.
    gcTime: 60_000,
    retry: false,
  });
  // Not by `select`: a map is another one each time, and the query would never come to rest.
  const values = useMemo(() => new Map(data?.fields?.map((field) => [field.at.join('.'), field])), [data]);
  return task && hasExpressions(task) ? values : NONE;
}
