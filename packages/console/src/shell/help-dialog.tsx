import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const keys = [
    [['/'], t('help.filter')],
    [['g', 'o'], t('help.goOverview')],
    [['g', 'w'], t('help.goWorkflows')],
    [['g', 'r'], t('help.goRuns')],
    [['g', 's'], t('help.goSchedule')],
    [['g', 'f'], t('help.goWorkers')],
    [['r'], t('help.rerun')],
    [['Shift', 'S'], t('help.stop')],
    [['f'], t('help.follow')],
    [['e'], t('help.firstError')],
    [['y'], t('help.why')],
    [['←', '→', '↑', '↓'], t('help.grid')],
    [['?'], t('help.help')],
  ] as const;
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      <dl className="keys">
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
      <p className="soft">{t('help.more')}</p>
      <p className="soft">{t('bar.version', { version: session.version })}</p>
    </Dialog>
  );
}
