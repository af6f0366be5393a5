import type { AuditRecord } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../parts/copy-button.tsx';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { ValueView } from '../run/values-view.tsx';
import { absoluteText } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';
import { useZone } from '../time/zone.ts';
import { type AuditChange, auditChanges } from './audit-changes.ts';
import { AuditObject } from './audit-object.tsx';
import { auditRecordQuery } from './audit-queries.ts';
import { useAuditWords } from './audit-words.ts';
import { OutcomeLabel } from './outcome-label.tsx';
import '../compare/compare.css';
import './audit.css';

const route = getRouteApi('/p/$project/audit/$seq');

/** One row of the audit, under an address that can be sent on: rows never change. */
export function AuditRecordPage() {
  const { seq } = route.useParams();
  const query = useQuery(auditRecordQuery(seq));
  return (
    <div className="page audit">
      <QueryView query={query} isPage>
        {(record) => <LoadedRecord record={record} />}
      </QueryView>
    </div>
  );
}

function LoadedRecord({ record }: { record: AuditRecord }) {
  const { t } = useTranslation();
  const { project } = route.useParams();
  const { action: actionText } = useAuditWords();
  const { seq, action, object, reason } = record;
  const title = [actionText(action), object.name ?? object.id].filter(Boolean).join(' ');
  useTitle(title, t('audit.title'));
  return (
    <>
      <PageHeader
        title={
          <>
            {title} <span className="version">#{seq}</span>
          </>
        }
        note={<code>{action}</code>}
      >
        <Link to="/p/$project/audit" params={{ project }}>
          {t('audit.all')}
        </Link>
      </PageHeader>
      <Facts record={record} />
      <section className="panel">
        <h2>{t('audit.reason')}</h2>
        <p className={reason === undefined ? 'soft panel-note' : 'panel-note audit-reason'}>
          {reason ?? t('audit.noReason')}
        </p>
      </section>
      <section className="panel">
        <h2>{t('audit.changes')}</h2>
        <ChangeTable changes={auditChanges(record)} />
      </section>
      <SameCommand ofPage cli={`npx carillon audit get ${seq}`} />
    </>
  );
}

function Facts({ record }: { record: AuditRecord }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { at, actor, onBehalfOf, via, outcome, address, requestId, project, environment, hash } = record;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('audit.at'),
      <span key="at">
        {absoluteText(new Date(at), zone, i18n.language)} <Instant at={at} />
      </span>,
    ],
    [t('audit.actor'), [actor, onBehalfOf && t('audit.for', { name: onBehalfOf })].filter(Boolean).join(' ')],
    [t('audit.via'), t(`auditVia.${via}`)],
    [t('audit.outcome'), <OutcomeLabel key="outcome" outcome={outcome} />],
    [
      t('audit.object'),
      <div key="object">
        <AuditObject record={record} />
      </div>,
    ],
    [t('audit.place'), [project, environment].filter(Boolean).join(' · ')],
    [t('audit.address'), address],
    [t('audit.request'), requestId && <Copied key="request" text={requestId} label={t('audit.copyRequest')} />],
    [t('audit.hash'), <Copied key="hash" text={hash} label={t('audit.copyHash')} />],
  ];
  return (
    <dl className="summary">
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What is long and wanted whole elsewhere. */
function Copied({ text, label }: { text: string; label: string }) {
  return (
    <>
      <code className="audit-long">{text}</code>
      <CopyButton text={text} label={label} />
    </>
  );
}

function ChangeTable({ changes }: { changes: readonly AuditChange[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className="soft panel-note">{t('audit.noChanges')}</p>;
  return (
    <div className="table-frame" role="region" aria-label={t('audit.changes')} tabIndex={0}>
      <table className="table sides">
        <thead>
          <tr>
            <th scope="col">{t('audit.field')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ name, before, after, differs }) => (
            <tr key={name} className={differs ? 'differs' : ''}>
              <th scope="row">
                {name === '' ? t('audit.whole') : name}
                {differs && <span className="visually-hidden"> ({t('compare.differs')})</span>}
              </th>
              <td>
                <Side value={before} />
              </td>
              <td>
                <Side value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Side = ({ value }: { value: unknown }) =>
  value === undefined ? <span className="soft">–</span> : <ValueView value={value} />;
