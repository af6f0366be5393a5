import type { Worker } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { workersQuery } from '../api/queries.ts';
import { HoldDialog } from '../parts/hold-dialog.tsx';
import { shellWord } from '../parts/shell-word.ts';

interface WorkerDialogProps {
  readonly worker: Worker;
  readonly verb: 'drain' | 'resume';
  readonly onClose: () => void;
}

/** Gives a worker nothing more, or work again: the way back stands where the way there stood. */
export function WorkerDialog({ worker: { id, name, busy }, verb, onClose }: WorkerDialogProps) {
  const { t } = useTranslation();
  return (
    <HoldDialog
      title={t(`workers.${verb}Title`, { name })}
      effect={t(`workers.${verb}Effect`, { count: busy })}
      submit={t(`workers.${verb}`)}
      path={`/workers/${id}/${verb}`}
      cli={`npx carillon worker ${verb} ${shellWord(name)}`}
      changes={workersQuery.queryKey}
      onClose={onClose}
    />
  );
}
