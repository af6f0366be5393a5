/** `/w/{w}/edit`: the text to begin with, from this browser, from the server's draft, or from what is live. */
import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { PageOf, Workflow, WorkflowVersion } from '@carillon/protocol';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { readDraft, readLocal } from './drafts.ts';
import { EditorView } from './editor-view.tsx';
import { firstText } from './first-texts.ts';
import type { DraftStart } from './use-draft.ts';

const route = getRouteApi('/p/$project/w/$workflow/edit');

export interface Opened {
  readonly name: string;
  readonly live: WorkflowVersion | undefined;
  readonly start: DraftStart;
}

export function EditorPage() {
  const { workflow: name } = route.useParams();
  const { from } = route.useSearch();
  const place = usePlace();
  const query = useQuery({
    queryKey: ['editor', place, name],
    queryFn: ({ signal }) => open(place, name, from, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const key = useMemo(() => `${place.project}/${name}`, [place, name]);
  return (
    <QueryView query={query} isPage>
      {(opened) => <EditorView key={key} place={place} opened={opened} />}
    </QueryView>
  );
}

async function open(place: Place, name: string, from: string | undefined, signal: AbortSignal): Promise<Opened> {
  const [live, draft] = await Promise.all([
    newestVersion(place, name, from !== undefined, signal),
    readDraft(place.project, name, signal),
  ]);
  const local = readLocal(place.project, name);
  const text = live?.source ?? firstText(from, name);
  const begun = { text, revision: 0, baseVersion: live?.number, before: text };
  const saved = draft && {
    text: draft.text,
    revision: draft.revision,
    baseVersion: draft.baseVersion,
    before: draft.text,
  };
  // What this browser kept is newer than the draft it was made from, or clashes with it and is then asked about.
  return { name, live, start: local ?? saved ?? begun };
}

/** The newest one, which need not run anywhere. Undefined: it is yet to be written. */
async function newestVersion(
  { project, environment }: Place,
  name: string,
  isNew: boolean,
  signal: AbortSignal,
): Promise<WorkflowVersion | undefined> {
  if (isNew) {
    const { items } = await get<PageOf<Workflow>>(
      '/workflows',
      { project, environment, text: name, limit: 200 },
      signal,
    );
    if (!items.some((one) => one.name === name)) return undefined;
  }
  const path = `/workflows/${project}/${name}/versions`;
  const { items } = await get<PageOf<WorkflowVersion>>(path, { limit: 1 }, signal);
  const number = items[0]?.number;
  return number === undefined ? undefined : get<WorkflowVersion>(`${path}/${number}`, {}, signal);
}
