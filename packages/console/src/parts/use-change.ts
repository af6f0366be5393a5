/** One change that a dialog asks of the server: sent once however often it is asked for, and then shown wherever it is seen. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { post, remove } from '../api/client.ts';
import { newUuid } from '../api/new-uuid.ts';

export interface Change<Answer> {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly method?: 'POST' | 'DELETE' | undefined;
  /** Whether what this query has read is another thing afterwards. */
  readonly changes: (queryKey: readonly unknown[]) => boolean;
  readonly onDone?: ((answer: Answer) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

/** Of queries whose keys begin with these nouns. */
export const ofNouns =
  (nouns: readonly string[]): Change<unknown>['changes'] =>
  ([noun]) =>
    nouns.includes(String(noun));

export function useChange<Answer>({ path, method = 'POST', changes, onDone, onError }: Change<Answer>) {
  const client = useQueryClient();
  const asked = useRef({ body: '', idempotencyKey: '' });
  return useMutation({
    mutationFn: (body: object) => {
      if (method === 'DELETE') return remove<Answer>(path);
      const text = JSON.stringify(body);
      if (asked.current.body !== text) asked.current = { body: text, idempotencyKey: newUuid() };
      return post<Answer>(path, body, { idempotencyKey: asked.current.idempotencyKey });
    },
    onSuccess: async (answer) => {
      await client.invalidateQueries({ predicate: ({ queryKey }) => changes(queryKey) });
      onDone?.(answer);
    },
    ...(onError && { onError }),
  });
}
