import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import './same-command.css';

interface CommandDialogProps {
  readonly title: string;
  readonly cli: string;
  readonly onClose: () => void;
  /** What it does, why it is not done here, and its fields. */
  readonly children: ReactNode;
}

/** What the server takes from no browser: the command that does it, made of what was chosen here. */
export function CommandDialog({ title, cli, onClose, children }: CommandDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} onClose={onClose} footer={<Button onClick={onClose}>{t('action.close')}</Button>}>
      <div className="start-form">
        {children}
        <div className="same-command">
          <h3>{t('admin.command')}</h3>
          <Command text={cli} />
        </div>
      </div>
    </Dialog>
  );
}
