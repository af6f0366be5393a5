import type { SearchHit } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { type Language, LANGUAGES } from '../i18n/languages.ts';
import { chooseLanguage } from '../i18n/setup.ts';
import { chooseTheme, THEME_CHOICES, THEME_NAMES } from '../theme/theme.ts';
import { type Answer, bestOf, type Choice, searchQuery } from './palette-hits.ts';
import { useTitlesBySound } from './use-titles-by-sound.ts';

/** English words find a page in every language: hands remember them. */
const PAGES = [
  ['/p/$project', 'nav.overview', 'overview'],
  ['/p/$project/w', 'nav.workflows', 'workflows'],
  ['/p/$project/r', 'nav.runs', 'runs'],
  ['/p/$project/schedule', 'nav.schedule', 'schedule'],
  ['/p/$project/calendars', 'calendars.title', 'calendars'],
  ['/p/$project/approvals', 'nav.approvals', 'approvals'],
  ['/p/$project/alerts', 'alerts.title', 'alerts'],
  ['/p/$project/health', 'nav.health', 'health'],
  ['/p/$project/fleet', 'nav.workers', 'workers fleet queues limits'],
  ['/p/$project/datasets', 'nav.datasets', 'datasets'],
  ['/p/$project/audit', 'audit.title', 'audit log'],
  ['/p/$project/admin', 'admin.title', 'admin secrets variables tokens'],
  ['/p/$project/settings', 'settings.title', 'settings preferences'],
] as const;

export interface Choices {
  readonly choices: readonly Choice[];
  readonly answer: Exclude<Answer, 'typing'>;
}

/** Of a text that has settled. */
export function useChoices(place: Place, text: string, showHelp: () => void): Choices {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { project } = place;
  const found = useQuery(searchQuery(place, text));
  const bySound = useTitlesBySound(place, text);

  const pages = PAGES.map(
    ([to, name, words]): Choice => ({
      key: to,
      group: 'page',
      name: t(name),
      also: words.split(' '),
      choose: () => void navigate({ to, params: { project } }),
    }),
  );
  const actions: readonly Choice[] = [
    { key: 'keys', group: 'action', name: t('bar.help'), also: ['keyboard', 'help'], choose: showHelp },
    ...THEME_CHOICES.map((choice) => ({
      key: `theme ${choice}`,
      group: 'action' as const,
      name: `${t('bar.theme')}: ${t(THEME_NAMES[choice])}`,
      also: ['theme', choice],
      choose: () => chooseTheme(choice),
    })),
    ...Object.entries(LANGUAGES).map(([language, name]) => ({
      key: language,
      group: 'action' as const,
      name: `${t('bar.language')}: ${name}`,
      also: ['language', name],
      choose: () => void chooseLanguage(language as Language),
    })),
  ];
  const hits = text === '' ? [] : withoutDoubles([...(found.data?.items ?? []), ...bySound]);
  const choices = [
    ...bestOf(pages, text),
    ...hits.map((hit) => ({
      key: `${hit.kind} ${hit.project ?? ''} ${hit.id ?? hit.name}`,
      group: hit.kind,
      name: hit.name,
      note: hit.title ?? hit.id,
      state: hit.state,
      choose: () => void navigate(addressOf(hit, project)),
    })),
    ...bestOf(actions, text),
  ];
  // What stays from the text before is no answer to this one.
  const isAnswered = text === '' || (found.data !== undefined && !found.isPlaceholderData);
  return { choices, answer: isAnswered ? 'told' : found.isError ? 'failed' : 'asked' };
}

function withoutDoubles(hits: readonly SearchHit[]): readonly SearchHit[] {
  return [...new Map(hits.map((hit) => [`${hit.kind} ${hit.project} ${hit.id ?? hit.name}`, hit])).values()];
}

function addressOf({ kind, name, id, project: of }: SearchHit, current: string) {
  const project = of ?? current;
  switch (kind) {
    case 'workflow':
      return { to: '/p/$project/w/$workflow', params: { project, workflow: name } } as const;
    case 'run':
      return { to: '/p/$project/r/$runId', params: { project, runId: id ?? '' } } as const;
    case 'calendar':
      return { to: '/p/$project/calendars/$name', params: { project: current, name } } as const;
    case 'queue':
      return { to: '/p/$project/fleet', params: { project: current }, search: { show: 'queues' } } as const;
    case 'worker':
      return { to: '/p/$project/fleet', params: { project: current }, search: { q: name } } as const;
    case 'dataset':
      return { to: '/p/$project/datasets', params: { project }, search: { q: name } } as const;
  }
}
