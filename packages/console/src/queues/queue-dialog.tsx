import type { Queue } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../api/queue-queries.ts';
import { HoldDialog } from '../parts/hold-dialog.tsx';

interface QueueDialogProps {
  readonly queue: Queue;
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
}

/** Holds a queue with all below it, or lets it go on. */
export function QueueDialog({ queue: { name }, verb, onClose }: QueueDialogProps) {
  const { t } = useTranslation();
  return (
    <HoldDialog
      title={t(`queues.${verb}Title`, { name })}
      effect={t(`queues.${verb}Effect`)}
      submit={t(`queues.${verb}`)}
      path={`/queues/${name}/${verb}`}
      cli={`npx carillon queue ${verb} ${name}`}
      changes={queuesQuery.queryKey}
      onClose={onClose}
    />
  );
}
