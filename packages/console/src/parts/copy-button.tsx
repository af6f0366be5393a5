import { Tooltip } from './tooltip.tsx';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

const SHOWN_MS = 1_500;

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  useEffect(() => {
    if (copied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied === undefined ? (label ?? t('action.copy')) : copied ? t('action.copied') : t('action.notCopied');
  return (
    <Tooltip title={name}>
      <button
        type="button"
        className="plain copy"
        aria-label={name}
        onClick={() => void copyText(text).then(setCopied)}
      >
        <Icon name={copied ? 'done' : 'copy'} size={14} />
      </button>
    </Tooltip>
  );
}

/** @returns whether the browser let it: without a secure context there is no clipboard at all */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
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
