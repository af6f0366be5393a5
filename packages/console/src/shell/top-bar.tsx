import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { Tooltip } from '../parts/tooltip.tsx';
import { useTranslation } from 'react-i18next';
import { remove } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useChooseZone } from '../time/use-choose-zone.ts';
import { lendZone, useScheduleZone, useZoneChoice, viewerZone, type ZoneChoice } from '../time/zone.ts';
import { Chip } from './chip.tsx';
import { LiveBadge } from './live-badge.tsx';
import { useChooseEnvironment } from './own-environment.ts';
import { usePlace } from './place.ts';
import { Preferences } from './preferences.tsx';

const named = (name: string) => ({ value: name, label: name });
const IS_MAC = /mac/i.test(navigator.userAgent);
const isProduction = (environment: string) => environment.startsWith('prod');

function ZoneChip() {
  const { t } = useTranslation();
  const choice = useZoneChoice();
  const schedule = useScheduleZone();
  const choose = useChooseZone();
  const { tz } = useSearch({ strict: false });
  useLayoutEffect(() => lendZone(tz), [tz]);
  const options: { value: ZoneChoice; label: string }[] = [
    { value: 'viewer', label: viewerZone() === 'UTC' ? t('bar.zoneViewer') : viewerZone() },
    { value: 'utc', label: t('bar.zoneUtc') },
    { value: 'schedule', label: schedule ?? t('bar.zoneSchedule') },
  ];
  return <Chip label={t('bar.zone')} icon="clock" value={choice} options={options} onChange={choose} />;
}

function BarButton({
  icon,
  label,
  onClick,
  className = '',
}: {
  icon: IconName;
  label: string;
  onClick: () => void;
  className?: string;
}) {
  return (
    <Tooltip title={label}>
      <button type="button" className={`plain ${className}`} aria-label={label} onClick={onClick}>
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

interface TopBarProps {
  readonly project: string;
  readonly onHelp: () => void;
  readonly onSearch: () => void;
}

export function TopBar({ project, onHelp, onSearch }: TopBarProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { environment } = usePlace();
  const chooseEnvironment = useChooseEnvironment(project);
  const signOut = () =>
    void remove('/session').finally(() => void client.resetQueries({ queryKey: sessionQuery.queryKey }));
  return (
    <header className="top-bar">
      <Chip
        label={t('bar.project')}
        value={project}
        options={[...new Set([...session.projects, project])].map(named)}
        onChange={(next) => void navigate({ to: '/p/$project', params: { project: next } })}
      />
      <Chip
        label={t('bar.environment')}
        value={environment}
        tone={isProduction(environment) ? 'environment production' : 'environment'}
        options={[...new Set([...session.environments, environment])].map(named)}
        onChange={chooseEnvironment}
      />
      <span className="space" />
      <button type="button" className="search-button" aria-label={t('palette.title')} onClick={onSearch}>
        <Icon name="search" size={14} />
        <span>{t('palette.open')}</span>
        <kbd>{IS_MAC ? '⌘' : 'Ctrl'} K</kbd>
      </button>
      <span className="space" />
      <LiveBadge />
      <ZoneChip />
      <Preferences />
      <BarButton icon="help" label={t('bar.help')} onClick={onHelp} className="hide-small" />
      <Tooltip title={t('settings.title')}>
        <Link
          to="/p/$project/settings"
          params={{ project }}
          className="plain hide-small"
          aria-label={t('settings.title')}
        >
          <Icon name="settings" />
        </Link>
      </Tooltip>
      <BarButton icon="signOut" label={`${t('bar.signOut')} (${session.user})`} onClick={signOut} />
    </header>
  );
}
