import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorView } from './page.tsx';
import { type HttpRequest, SameCommand } from './same-command.tsx';

interface ChangeFrameProps {
  readonly title: string;
  /** Of the button that does it. */
  readonly submit: string;
  /** False while what is asked for is not complete. */
  readonly isReady?: boolean;
  /** Something is gone afterwards. */
  readonly danger?: boolean;
  readonly change: { readonly isPending: boolean; readonly error: Error | null };
  readonly onSubmit: () => void;
  readonly cli: string;
  readonly http: HttpRequest;
  readonly onClose: () => void;
  /** What it does, and its fields. */
  readonly children: ReactNode;
}

/** What all dialogs of a change are in: its fields, the same as a command, what the server says, and the two buttons. */
export function ChangeFrame({
  title,
  submit,
  isReady = true,
  danger = false,
  change,
  onSubmit,
  cli,
  http,
  onClose,
  children,
}: ChangeFrameProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" danger={danger} loading={change.isPending} disabled={!isReady} onClick={onSubmit}>
            {submit}
          </Button>
        </>
      }
    >
      <div className="start-form">
        {children}
        {change.error && <ErrorView error={change.error} />}
        <SameCommand cli={cli} http={http} />
      </div>
    </Dialog>
  );
}
