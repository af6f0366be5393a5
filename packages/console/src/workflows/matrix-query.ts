import type { RunMatrix } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

const RUNS = 50;

export const matrixQuery = ({ project, environment }: Place, workflow: string) =>
  queryOptions({
    queryKey: ['newest-runs', 'matrix', project, environment, workflow],
    queryFn: ({ signal }) =>
      get<RunMatrix>(`/workflows/${project}/${workflow}/matrix`, { environment, runs: RUNS }, signal),
  });
