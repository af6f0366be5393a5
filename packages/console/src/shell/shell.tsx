import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveUpdates } from '../api/live.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useKeepInView } from '../parts/keep-in-view.ts';
import { Skeleton } from '../parts/page.tsx';
import { ScheduleZone } from '../time/zone.ts';
import { Bell } from './bell.tsx';
import { useCopiedLink } from './copied-link.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { useEnvironmentInAddress } from './own-environment.ts';
import { rememberProject } from './place.ts';
import { useShortcuts } from './shortcuts.ts';
import { TopBar } from './top-bar.tsx';
import './shell.css';

type RailPage =
  | '/p/$project'
  | '/p/$project/w'
  | '/p/$project/r'
  | '/p/$project/schedule'
  | '/p/$project/datasets'
  | '/p/$project/approvals'
  | '/p/$project/alerts'
  | '/p/$project/fleet'
  | '/p/$project/health'
  | '/p/$project/audit'
  | '/p/$project/admin';

/** Pages that are reached from the schedule or the runs, with addresses of their own. */
const OF_SCHEDULE = /^\/p\/[^/]+\/(?:calendars|backfills)(?:\/|$)/;

const OF_RUNS = /^\/p\/[^/]+\/bulk(?:\/|$)/;

const RAIL_KEY = 'carillon.rail';
const loadPalette = async () => ({ default: (await import('../palette/palette.tsx')).Palette });
const Palette = lazy(loadPalette);
/** By then the page is drawn; whoever types at once behind the key finds the box there. */
const PALETTE_AFTER_MS = 1_500;

function Rail({ project }: { project: string }) {
  const { t } = useTranslation();
  const [narrow, setNarrow] = useState(() => localStorage.getItem(RAIL_KEY) === 'narrow');
  const pages = useRef<HTMLUListElement>(null);
  const { pathname } = useLocation();
  useKeepInView(pages, '[aria-current="page"]', pathname);
  const item = (to: RailPage, icon: IconName, label: string) => (
    <li>
      <Link
        to={to}
        params={{ project }}
        activeOptions={{ exact: to === '/p/$project' }}
        activeProps={{ 'aria-current': 'page' }}
        {...(to === '/p/$project/schedule' && OF_SCHEDULE.test(pathname) && { 'aria-current': 'page' })}
        {...(to === '/p/$project/r' && OF_RUNS.test(pathname) && { 'aria-current': 'page' })}
        title={label}
      >
        <Icon name={icon} size={18} />
        <span>{label}</span>
      </Link>
    </li>
  );
  const toggle = () => {
    localStorage.setItem(RAIL_KEY, narrow ? 'wide' : 'narrow');
    setNarrow(!narrow);
  };
  return (
    <nav className={narrow ? 'rail narrow' : 'rail'} aria-label={t('nav.label')}>
      <Link to="/p/$project" params={{ project }} className="brand" aria-label={t('app.name')} activeProps={{}}>
        <Bell />
        <span>{t('app.name')}</span>
      </Link>
      <ul ref={pages}>
        {item('/p/$project', 'overview', t('nav.overview'))}
        {item('/p/$project/w', 'workflows', t('nav.workflows'))}
        {item('/p/$project/r', 'runs', t('nav.runs'))}
        {item('/p/$project/schedule', 'calendar', t('nav.schedule'))}
        {item('/p/$project/datasets', 'dataset', t('nav.datasets'))}
        {item('/p/$project/approvals', 'done', t('nav.approvals'))}
        {item('/p/$project/alerts', 'alert', t('alerts.title'))}
        {item('/p/$project/fleet', 'workers', t('nav.workers'))}
        {item('/p/$project/health', 'health', t('nav.health'))}
        {item('/p/$project/audit', 'audit', t('audit.title'))}
        {item('/p/$project/admin', 'key', t('admin.title'))}
      </ul>
      <button
        type="button"
        className="plain rail-toggle"
        onClick={toggle}
        aria-label={narrow ? t('nav.expand') : t('nav.collapse')}
        aria-expanded={!narrow}
      >
        <Icon name="rail" />
      </button>
    </nav>
  );
}

export function Shell() {
  const { t } = useTranslation();
  const { project = 'default' } = useParams({ strict: false });
  const [open, setOpen] = useState<'help' | 'palette'>();
  const showHelp = useCallback(() => setOpen('help'), []);
  const showPalette = useCallback(() => setOpen('palette'), []);
  const close = () => setOpen(undefined);
  // A page about a scheduled workflow says which zone its schedule has; the bar offers it.
  const [scheduleZone, setScheduleZone] = useState<string>();
  useLiveUpdates();
  const { copyLink, note } = useCopiedLink();
  useShortcuts(project, { help: showHelp, palette: showPalette, copyLink });
  useEffect(() => rememberProject(project), [project]);
  useEnvironmentInAddress();
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <ScheduleZone.Provider value={{ zone: scheduleZone, offer: setScheduleZone }}>
      <div className="shell">
        <a href="#content" className="skip">
          {t('app.skip')}
        </a>
        <Rail project={project} />
        <TopBar project={project} onHelp={showHelp} onSearch={showPalette} />
        <main id="content" tabIndex={-1}>
          <Suspense fallback={<Skeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {note}
      {open === 'help' && <HelpDialog onClose={close} />}
      <Suspense>{open === 'palette' && <Palette onClose={close} showHelp={showHelp} />}</Suspense>
    </ScheduleZone.Provider>
  );
}
