import { Tooltip } from './tooltip.tsx';
import { Fragment, useEffect, useState } from 'react';
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
      <code>
        {/* A word moves to the next line whole while it fits there: a break behind a hyphen reads like another flag. */}
        {text.split(' ').map((word, n) => (
          <Fragment key={`${n} ${word}`}>
            {n > 0 && ' '}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} />
    </div>
  );
}
