import type { AuditRecord } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Clamped } from '../parts/clamped.tsx';
import type { Column } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { auditChanges, changeText } from './audit-changes.ts';
import { AuditObject } from './audit-object.tsx';
import { useAuditWords } from './audit-words.ts';
import { OutcomeLabel } from './outcome-label.tsx';

/** What was done leads to the row: keys go through rows by it. On a phone who did it stands below when. */
export function useAuditColumns(project: string): readonly Column<AuditRecord>[] {
  const { t } = useTranslation();
  const { action: actionText } = useAuditWords();
  return [
    {
      key: 'at',
      title: t('audit.at'),
      className: 'tight',
      cell: ({ at, actor }) => (
        <>
          <Instant at={at} />
          <div className="workflow-title narrow-only">{actor}</div>
        </>
      ),
    },
    {
      key: 'actor',
      title: t('audit.actor'),
      className: 'medium',
      cellClassName: 'break audit-actor',
      cell: ({ actor, onBehalfOf, via }) => (
        <>
          {actor}
          <div className="workflow-title">
            {onBehalfOf === undefined ? t(`auditVia.${via}`) : t('audit.for', { name: onBehalfOf })}
          </div>
        </>
      ),
    },
    {
      key: 'action',
      title: t('audit.action'),
      cellClassName: 'name',
      cell: ({ seq, action, object, outcome }) => (
        <>
          <Link
            to="/p/$project/audit/$seq"
            params={{ project, seq: String(seq) }}
            aria-label={`${actionText(action)} ${object.name ?? object.id ?? ''} #${seq}`}
          >
            {actionText(action)}
          </Link>
          <div className="workflow-title">
            <code>{action}</code>
          </div>
          {outcome !== 'done' && (
            <div className="narrow-only">
              <OutcomeLabel outcome={outcome} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'object',
      title: t('audit.object'),
      cellClassName: 'break',
      cell: (record) => <AuditObject record={record} />,
    },
    {
      key: 'outcome',
      title: t('audit.outcome'),
      className: 'tight medium',
      cell: ({ outcome }) => <OutcomeLabel outcome={outcome} />,
    },
    {
      key: 'changes',
      title: t('audit.changes'),
      className: 'wide',
      cellClassName: 'break audit-changes',
      cell: (record) => <Changes record={record} />,
    },
    {
      key: 'reason',
      title: t('audit.reason'),
      className: 'wide',
      cell: ({ reason }) => (reason === undefined ? <Nothing /> : <Clamped text={reason} />),
    },
    { key: 'address', title: t('audit.address'), className: 'wide', cell: ({ address }) => address ?? <Nothing /> },
    {
      key: 'place',
      title: t('audit.place'),
      className: 'wide',
      isExtra: true,
      cell: (record) => [record.project, record.environment].filter(Boolean).join(' · ') || <Nothing />,
    },
    {
      key: 'request',
      title: t('audit.request'),
      className: 'wide',
      isExtra: true,
      cell: ({ requestId }) => (requestId === undefined ? <Nothing /> : <code>{requestId}</code>),
    },
  ];
}

const Nothing = () => <span className="soft">–</span>;

function Changes({ record }: { record: AuditRecord }) {
  const changes = auditChanges(record).filter(({ differs }) => differs);
  return changes.length === 0 ? <Nothing /> : <Clamped text={changes.map(changeText).join(', ')} />;
}
