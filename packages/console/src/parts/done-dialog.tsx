import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorView } from './page.tsx';
import type { HttpRequest } from './same-command.tsx';
import { ofNouns, useChange } from './use-change.ts';

interface DoneDialogProps {
  readonly title: string;
  /** What makes it as it was. */
  readonly undo: HttpRequest;
  /** The nouns with which the keys of the queries begin that show another thing then. */
  readonly changes: readonly string[];
  readonly onClose: () => void;
  /** What was done. */
  readonly children: ReactNode;
}

/** After a change: what it was, and the way back. */
export function DoneDialog({ title, undo: { body, ...request }, changes, onClose, children }: DoneDialogProps) {
  const { t } = useTranslation();
  const back = useChange({ ...request, changes: ofNouns(changes), onDone: onClose });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button loading={back.isPending} onClick={() => back.mutate(body)}>
            {t('action.undo')}
          </Button>
          <Button type="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        </>
      }
    >
      {children}
      {back.error && <ErrorView error={back.error} />}
    </Dialog>
  );
}
