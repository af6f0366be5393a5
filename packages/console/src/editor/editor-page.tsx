/** `/w/{w}/edit`: the text to begin with, from this browser, from the server's draft, or from the newest version. */
import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { type DraftStart, savesEnded } from './draft-keeper.ts';
import { readDraft } from './drafts.ts';
import { EditorView } from './editor-view.tsx';
import { firstText } from './first-texts.ts';
import { readLocal } from './local-draft.ts';
import { type Published, readPublished } from './published.ts';

const route = getRouteApi('/p/$project/w/$workflow/edit');

export interface Opened {
  readonly name: string;
  readonly published: Published;
  readonly start: DraftStart;
}

let openings = 0;

export function EditorPage() {
  const { workflow: name } = route.useParams();
  const { from } = route.useSearch();
  const place = usePlace();
  // Who comes back at once would find what the page before began with, in place of what has been typed since.
  const [opening] = useState(() => ++openings);
  const query = useQuery({
    queryKey: ['editor', place, name, opening],
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
  await savesEnded(place.project, name);
  const local = readLocal(place.project, name);
  const draft = await readDraft(place.project, name, signal);
  const before = local ?? draft;
  const mayBeNew = before ? before.baseVersion === undefined : from !== undefined;
  const published = await readPublished(place, name, { mayBeNew, signal });
  const { newest } = published;
  if (!newest && !draft && !local && from === undefined) throw new ApiError(404, undefined);
  const text = newest?.source ?? firstText(from, name);
  const begun = { text, revision: 0, baseVersion: newest?.number, before: text };
  const onServer = draft && { ...draft, baseVersion: draft.baseVersion, before: draft.text };
  // What this browser kept is newer than the draft it was made from, or clashes with it and is then asked about.
  return { name, published, start: { ...(local ?? onServer ?? begun), saved: onServer ?? undefined } };
}
