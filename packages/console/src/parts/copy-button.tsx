import { Tooltip } from './tooltip.tsx';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

const SHOWN_MS = 1_500;

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied ? t('action.copied') : (label ?? t('action.copy'));
  return (
    <Tooltip title={name}>
      <button
        type="button"
        className="plain copy"
        aria-label={name}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <Icon name={copied ? 'done' : 'copy'} size={14} />
      </button>
    </Tooltip>
  );
}

/** A line to type, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
