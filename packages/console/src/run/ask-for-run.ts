/**
 * What the page of a run shows first, asked for while the code of the page is loaded: asked for by what is drawn, one
 * after the other, a large run is drawn after four answers.
 */
import type { QueryClient } from '@tanstack/react-query';
import { graphQuery, runQuery, sessionQuery, tasksQuery } from '../api/queries.ts';
import { rememberedView, type View } from './run-view.ts';

/** Fails of nothing: whoever shows it tells what could not be read. What is known already is theirs to ask for again. */
export async function askForRun(client: QueryClient, runId: string, view: View = rememberedView()): Promise<void> {
  const ask = (query: { readonly queryKey: readonly unknown[] }): Promise<void> =>
    client.prefetchQuery({ ...query, staleTime: Number.POSITIVE_INFINITY });
  if (view === 'graph') import('./task-graph.tsx').catch(() => undefined);
  // Nothing can be read before the code by which somebody has just come is taken.
  await ask(sessionQuery);
  if (client.getQueryData(sessionQuery.queryKey) === undefined) return;
  await Promise.all([
    ask(runQuery(runId)),
    ask(tasksQuery(runId, false)),
    view !== 'table' && ask(graphQuery(runId, view === 'timeline')),
  ]);
}
