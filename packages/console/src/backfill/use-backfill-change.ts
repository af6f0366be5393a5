import type { Backfill } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client.ts';

interface Change {
  readonly verb: 'cancel' | 'set';
  readonly body: object;
}

/** Posts an action and reads the backfill and its dates again. */
export function useBackfillChange(id: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: Change) => post<Backfill>(`/backfills/${id}/${verb}`, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['backfill', id] });
      onDone?.();
    },
  });
}
