import type { Finding } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useSaid } from '../i18n/use-said.ts';
import { Command, CopyButton } from '../parts/copy-button.tsx';
import { type Look, severityLookOf } from '../states/families.ts';
import { fillReason } from '../states/reason.ts';
import { StateIcon } from '../states/state-icon.tsx';

/** What is wrong, the worst first; that nothing is, is said as well. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0)
    return (
      <p className="panel all-well family-success">
        <StateIcon look={severityLookOf('ok')} />
        {t('health.allWell')}
      </p>
    );
  const wrong = findings.filter(({ severity }) => severity !== 'info').length;
  return (
    <section className="panel">
      <h2>{wrong > 0 ? t('health.wrong', { count: wrong }) : t('health.allWell')}</h2>
      <ul className="findings">
        {findings.map((finding) => (
          <FindingItem key={`${finding.code} ${finding.sentence}`} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

export function FindingItem({
  finding: { code, severity, params, sentence, evidence, said, fix, runbook },
}: {
  finding: Finding;
}) {
  const { t } = useTranslation();
  const inWords = useSaid();
  const look: Look = severityLookOf(severity);
  const say = (key: string, otherwise: string): string => fillReason(t(key, { defaultValue: otherwise }), params);
  return (
    <li className={`finding family-${look.family}`}>
      <StateIcon look={look} />
      <div>
        <p className="finding-sentence">
          <span className="visually-hidden">{t(`severity.${severity}`, severity)}: </span>
          {say(`finding.${code}`, sentence)}
        </p>
        <FixText text={say(`findingFix.${code}`, fix)} />
        {evidence.length > 0 && (
          <details>
            <summary>
              {t('health.evidence')} ({evidence.length})
            </summary>
            <ul className="mono">
              {evidence.map((each, n) => (
                <li key={each}>{inWords(said?.[n], each)}</li>
              ))}
            </ul>
          </details>
        )}
        <p className="soft">
          {t('health.runbook')} <code>{runbook}</code> <CopyButton text={runbook} label={t('health.copyRunbook')} />
        </p>
      </div>
    </li>
  );
}

/** What to do, with the commands in it to be copied. */
function FixText({ text }: { text: string }) {
  return (
    <div className="finding-fix">
      {text.split('`').map((part, n) =>
        // Every second part stands between backquotes.
        n % 2 === 0 ? part : <Command key={n} text={part} />,
      )}
    </div>
  );
}
