/** What the palette offers for a text: pages and actions of the console, then what the server finds. */
import type { PageOf, SearchHit } from '@carillon/protocol';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { rank } from './match.ts';

export interface Choice {
  readonly key: string;
  readonly group: 'page' | 'action' | SearchHit['kind'];
  readonly name: string;
  readonly note?: string | undefined;
  /** Also found by these: words of the other language. */
  readonly also?: readonly string[];
  readonly state?: string | undefined;
  readonly choose: () => void;
}

/** What the server has said to the text in the box: it is still being typed, the server is asked, has told, or cannot. */
export type Answer = 'typing' | 'asked' | 'told' | 'failed';

/** Whether a choice stays where it stands. Pages come first and are known here; what follows moves as the server tells. */
export const isCertain = (choice: Choice | undefined, answer: Answer): boolean =>
  answer === 'told' || answer === 'failed' || (answer === 'asked' && choice?.group === 'page');

export const searchQuery = ({ project, environment }: Place, text: string) =>
  queryOptions({
    queryKey: ['search', project, environment, text],
    queryFn: ({ signal }) => get<PageOf<SearchHit>>('/search', { project, environment, text }, signal),
    enabled: text !== '',
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });

/** Loaded once a palette: whoever types Latin letters may mean the sound of a title. */
export const titlesQuery = ({ project, environment }: Place) =>
  queryOptions({
    queryKey: ['search', project, environment, 'titles'],
    queryFn: ({ signal }) => get<PageOf<SearchHit>>('/search/titles', { project, environment }, signal),
    staleTime: 60_000,
  });

/** Best first; all of them where nothing was typed. */
export function bestOf(choices: readonly Choice[], text: string): readonly Choice[] {
  if (text === '') return choices;
  const lower = text.toLowerCase();
  return choices
    .flatMap((choice) => {
      const ranks = [choice.name, ...(choice.also ?? [])].flatMap((name) => rank(lower, name) ?? []);
      return ranks.length === 0 ? [] : [{ choice, at: Math.min(...ranks) }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ choice }) => choice);
}
