import { lineChanges } from '@carillon/spec/edit';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

interface Row {
  readonly kind: 'same' | 'added' | 'removed' | 'skipped';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const AROUND = 2;

/** Two texts as one list of lines: what went, what came, and a little of what stayed. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation();
  const rows = useMemo(() => rowsOf(before, after), [before, after]);
  return (
    // Focusable, so that its lines can be scrolled without a pointer.
    <div className="text-diff" role="region" aria-label={t('editor.textDiff')} tabIndex={0}>
      {rows.map(({ kind, text }, no) => (
        <div key={no} className={`diff-line is-${kind}`}>
          <span aria-hidden>{{ same: ' ', added: '+', removed: '−', skipped: '⋯' }[kind]}</span>
          {kind === 'added' && <span className="visually-hidden">{t('editor.lineAdded')}</span>}
          {kind === 'removed' && <span className="visually-hidden">{t('editor.lineRemoved')}</span>}
          <code>{text}</code>
        </div>
      ))}
    </div>
  );
}

function rowsOf(before: string, after: string): readonly Row[] {
  const old = before === '' ? [] : before.trimEnd().split('\n');
  const changes = lineChanges(old, after.trimEnd().split('\n'));
  const rows: Row[] = [];
  const same = (from: number, to: number, isFirst: boolean, isLast: boolean) => {
    const head = isFirst ? from : Math.min(to, from + AROUND);
    const tail = isLast ? to : Math.max(head, to - AROUND);
    rows.push(...old.slice(from, head).map((text) => ({ kind: 'same', text }) as const));
    if (tail > head) rows.push({ kind: 'skipped', text: '' });
    rows.push(...old.slice(tail, to).map((text) => ({ kind: 'same', text }) as const));
  };
  let at = 0;
  for (const [no, { from, to, lines }] of changes.entries()) {
    if (no === 0) same(Math.max(at, from - AROUND), from, true, true);
    else same(at, from, false, false);
    rows.push(...old.slice(from, to).map((text) => ({ kind: 'removed', text }) as const));
    rows.push(...lines.map((text) => ({ kind: 'added', text }) as const));
    at = to;
  }
  if (changes.length > 0) same(at, Math.min(old.length, at + AROUND), true, true);
  return rows;
}
