/** The answer of an explanation in one line, and behind it every question with the evidence and what helps. */
import type { Check, Evidence } from '@carillon/protocol';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { onSingleKey } from '../shell/shortcuts.ts';
import { Elapsed } from '../time/elapsed.tsx';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { useCheckText } from './check-text.ts';
import { LinkedText } from './linked-text.tsx';
import './why-view.css';

interface WhyAnswerProps {
  readonly answer: Check;
  readonly checks: readonly Check[];
}

/** `y` opens it (UX 2.4). */
export function WhyAnswer({ answer, checks }: WhyAnswerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const sentence = useCheckText();
  useEffect(() => onSingleKey((key) => key === 'y' && setOpen((before) => !before)), []);
  return (
    <div className="why">
      <p className="why-answer" role="status">
        <LinkedText text={sentence(answer)} />{' '}
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('why.open')} <kbd>y</kbd>
        </button>
      </p>
      {open && <Details answer={answer} checks={checks} />}
    </div>
  );
}

function Details({ answer, checks }: WhyAnswerProps) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const sentence = useCheckText();
  const { evidence, fix, since, eta } = answer;
  return (
    <section className="why-details" aria-label={t('why.title')}>
      {(since !== undefined || eta !== undefined) && (
        <p className="soft">
          {since !== undefined && (
            <>
              {t('why.since')} {shortText(new Date(since), zone, i18n.language)} (
              <Elapsed from={since} to={undefined} />)
            </>
          )}
          {eta !== undefined && ` · ${t('why.eta')} ${shortText(new Date(eta), zone, i18n.language)}`}
        </p>
      )}
      {fix && (
        <>
          <h3>{t('why.fix')}</h3>
          <p>{t(`why.action.${fix.action}`, { defaultValue: fix.action })}</p>
          <Command text={fix.command} />
        </>
      )}
      {evidence.length > 0 && (
        <>
          <h3>{t('why.evidence')}</h3>
          <EvidenceTable evidence={evidence} />
        </>
      )}
      <h3>{t('why.checks')}</h3>
      <ol className="why-checks">
        {checks.map((check) => (
          <li key={check.code + check.sentence} className={`is-${check.verdict}`}>
            <Icon name={check.verdict === 'pass' ? 'done' : 'clock'} size={14} />
            <span className="visually-hidden">{t(`why.verdict.${check.verdict}`)}: </span>
            <span>
              <LinkedText text={sentence(check)} />
            </span>
            <code>{check.code}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}

function EvidenceTable({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useTranslation();
  const isText = ({ kind, is }: Evidence): string =>
    t(kind === 'task' ? `state.${is}` : `why.is.${is}`, { defaultValue: is });
  return (
    <table className="why-evidence">
      <tbody>
        {evidence.map((item) => (
          <tr key={`${item.kind}/${item.name}`}>
            <td className="soft">{t(`why.kind.${item.kind}`)}</td>
            <th scope="row">
              <LinkedText text={item.name} />
            </th>
            <td>{isText(item)}</td>
            <td className="soft">{item.kind === 'worker' ? slotsText(item) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function slotsText({ params = {} }: Evidence): string {
  const { busy, slots, group } = params;
  return typeof slots === 'number' ? `${Number(busy)}/${slots} · ${typeof group === 'string' ? group : ''}` : '';
}
