import { ConfigProvider } from 'antd';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the one that acts last. */
  readonly footer?: ReactNode;
  /** For tables and calendars. */
  readonly wide?: boolean;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and needs no style of a library. */
export function Dialog({ title, onClose, children, footer, wide = false }: DialogProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  // Lists and hints must open inside the dialog: everything outside of it lies below.
  const inside = () => dialog.current ?? document.body;
  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog wide-dialog' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => (event.preventDefault(), onClose())}
    >
      <ConfigProvider getPopupContainer={inside}>
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="plain" aria-label={t('action.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">{children}</div>
        {footer !== undefined && <footer>{footer}</footer>}
      </ConfigProvider>
    </dialog>
  );
}
