import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linkHere } from './list-keys.ts';
import './copied-link.css';

const SHOWN_MS = 2_000;

/** @returns what copies the link, and what says for a moment that it was done */
export function useCopiedLink() {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState<boolean>();
  useEffect(() => {
    if (isCopied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copyLink = useCallback(() => {
    // Without a secure context there is no clipboard at all.
    const done = navigator.clipboard?.writeText(linkHere()) ?? Promise.reject(new Error('no clipboard'));
    done.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }, []);
  const note = (
    <p className="copied-link" role="status">
      {isCopied !== undefined && <span>{isCopied ? t('help.linkCopied') : t('help.linkNotCopied')}</span>}
    </p>
  );
  return { copyLink, note };
}
