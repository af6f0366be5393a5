import type { Held } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { firingLookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';
import './schedule.css';

/** What moved a firing from the plain pattern's time, and what holds it back. */
export function FiringNotes({ notes, held }: { notes: readonly string[]; held?: Held | undefined }) {
  const { t } = useTranslation();
  if (notes.length === 0 && !held) return null;
  return (
    <span className="notes">
      {held && (
        <span className="state-label family-attention">
          <StateIcon look={firingLookOf('held')} size={14} />
          <span>
            {held.reason === undefined ? t('schedule.held') : t('schedule.heldFor', { reason: held.reason })}{' '}
            {held.until === undefined ? t('schedule.heldForever') : <Instant at={held.until} />}
          </span>
        </span>
      )}
      {notes.map((note) => (
        <span key={note} className="tag" title={t(`noteHint.${note}`, { defaultValue: '' })}>
          {t(`note.${note}`, note)}
        </span>
      ))}
    </span>
  );
}
