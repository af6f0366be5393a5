import type { Backfill } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { HoldDialog } from '../parts/hold-dialog.tsx';
import { type BackfillHold, holdEffects } from './hold-effects.ts';

interface BackfillHoldDialogProps {
  readonly backfill: Backfill;
  readonly verb: BackfillHold;
  readonly onClose: () => void;
}

/** Says how many dates are held, go on or are tried again, before they are. */
export function BackfillHoldDialog({ backfill, verb, onClose }: BackfillHoldDialogProps) {
  const { t } = useTranslation();
  const { id, workflow } = backfill;
  return (
    <HoldDialog
      title={t(`backfill.${verb}Title`, { workflow })}
      effect={holdEffects(backfill, verb)
        .map(({ key, ...values }) => t(key, values))
        .join(' ')}
      submit={t(`backfill.${verb}`)}
      path={`/backfills/${id}/${verb}`}
      cli={`npx carillon backfill ${verb} ${id}`}
      changes={['backfill', 'backfills']}
      onClose={onClose}
    />
  );
}
