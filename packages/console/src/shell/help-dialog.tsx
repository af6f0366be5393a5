import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { singleKeys } from '../settings/preferences.ts';

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const keys = [
    [['Ctrl', 'K'], t('palette.title')],
    [['/'], t('help.filter')],
    [['g', 'o'], t('help.goOverview')],
    [['g', 'w'], t('help.goWorkflows')],
    [['g', 'r'], t('help.goRuns')],
    [['g', 's'], t('help.goSchedule')],
    [['g', 'd'], t('help.goDatasets')],
    [['g', 'a'], t('help.goAlerts')],
    [['g', 'f'], t('help.goWorkers')],
    [['g', 'h'], t('help.goHealth')],
    [['g', 'u'], t('help.goAudit')],
    [['g', 'm'], t('help.goAdmin')],
    [['j', 'k'], t('help.move')],
    [['o'], t('help.openRow')],
    [['x'], t('help.chooseRow')],
    [['c'], t('help.copyLink')],
    [['r'], t('help.rerun')],
    [['Shift', 'S'], t('help.stop')],
    [['[', ']'], t('help.neighbours')],
    [['f'], t('help.follow')],
    [['e'], t('help.firstError')],
    [['y'], t('help.why')],
    [['←', '→', '↑', '↓'], t('help.grid')],
    [['?'], t('help.help')],
  ] as const;
  return (
    <Dialog title={t('help.title')} onClose={onClose} wide>
      {/* On a small screen the list scrolls, and nothing else in it takes the focus. */}
      <dl className="keys" tabIndex={0}>
        {keys.map(([combination, effect]) => (
          <div key={effect}>
            <dt>
              {combination.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      {singleKeys.use() === 'off' && <p>{t('help.off')}</p>}
      <p className="soft">{t('help.more')}</p>
      <p className="soft">{t('bar.version', { version: session.version })}</p>
    </Dialog>
  );
}
