import type { PageOf, Run } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import { isWhole } from './run-outlook.ts';

/** Tests and parts of other runs are no measure, and are passed over. */
const LAST_GREEN_AMONG = 20;

/** The newest run of its workflow that was created before it and succeeded; null where none is near. */
export const lastGreenQuery = ({ id, project, environment, workflow, createdAt }: Run) =>
  queryOptions({
    queryKey: ['last-green', id],
    queryFn: async ({ signal }) => {
      const asked = { workflow, state: 'success', createdBefore: createdAt, limit: LAST_GREEN_AMONG };
      const { items } = await get<PageOf<Run>>('/runs', { project, environment, ...asked }, signal);
      return items.find(isWhole) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY, // What lies behind a run does not change.
  });
