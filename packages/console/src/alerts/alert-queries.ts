/** What the pages of alerts ask. */
import type {
  Alert,
  AlertDetail,
  AlertRule,
  Channel,
  NoisyTask,
  PageOf,
  PreviewSilence,
  Silence,
  SilencePreview,
} from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import type { AlertsSearch } from './alerts-search.ts';

const POLL_MS = 5_000;
const PAGE_SIZE = 50;
/** The key of all of these: one change may show in several. */
export const ALERTS_KEY = ['alerts'] as const;

export const alertsQuery = (place: Place, { state, severity, q }: AlertsSearch, workflow?: string) =>
  infiniteQueryOptions({
    queryKey: [...ALERTS_KEY, 'list', place, workflow, state, severity, q],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Alert>>(
        '/alerts',
        {
          ...place,
          workflow,
          state: state === 'all' ? undefined : 'open',
          severity,
          q,
          cursor: pageParam,
          limit: PAGE_SIZE,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: POLL_MS,
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'one', id],
    queryFn: ({ signal }) => get<AlertDetail>(`/alerts/${id}`, {}, signal),
    refetchInterval: POLL_MS,
  });

export const noiseQuery = (place: Place) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'noise', place],
    queryFn: ({ signal }) => get<PageOf<NoisyTask>>('/alerts/noise', { ...place }, signal),
  });

export const silencesQuery = (place: Place) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'silences', place],
    queryFn: ({ signal }) => get<PageOf<Silence>>('/silences', { ...place }, signal),
    refetchInterval: POLL_MS,
  });

export const silencePreviewQuery = (scope: PreviewSilence) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'preview', scope],
    queryFn: ({ signal }) => post<SilencePreview>('/silences/preview', scope, { signal }),
  });

export const rulesQuery = (project: string) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'rules', project],
    queryFn: ({ signal }) => get<PageOf<AlertRule>>('/alert-rules', { project }, signal),
  });

export const channelsQuery = (project: string) =>
  queryOptions({
    queryKey: [...ALERTS_KEY, 'channels', project],
    queryFn: ({ signal }) => get<PageOf<Channel>>('/channels', { project }, signal),
    refetchInterval: POLL_MS,
  });
