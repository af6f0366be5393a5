import { useSuspenseQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const keys = [
    [['/'], t('help.filter')],
    [['g', 'w'], t('help.goWorkflows')],
    [['g', 'r'], t('help.goRuns')],
    [['g', 'f'], t('help.goWorkers')],
    [['Shift', 'S'], t('help.stop')],
    [['f'], t('help.follow')],
    [['e'], t('help.firstError')],
    [['?'], t('help.help')],
  ] as const;
  return (
    <Modal open title={t('help.title')} footer={null} onCancel={onClose}>
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
    </Modal>
  );
}
