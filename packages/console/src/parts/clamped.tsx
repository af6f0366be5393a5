import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './clamped.css';

/** What people wrote, in a narrow column: two lines of it, and the whole when it is asked for. */
export function Clamped({ text }: { text: string }) {
  const { t } = useTranslation();
  const shown = useRef<HTMLDivElement>(null);
  const [isCut, setIsCut] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const { current } = shown;
    if (!current || isOpen) return;
    // Told at once, and again where the column becomes wider.
    const observer = new ResizeObserver(() => setIsCut(current.scrollHeight > current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, [text, isOpen]);
  return (
    <>
      <div ref={shown} className={isOpen ? 'clamped is-open' : 'clamped'} translate="no">
        {text}
      </div>
      {isCut && (
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t(isOpen ? 'action.showLess' : 'action.showAll')}
        </button>
      )}
    </>
  );
}
