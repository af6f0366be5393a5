import { isTimeZone, type ScheduleDocument } from '@carillon/core';
import type { FiringDiff, ProblemItem, Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Draft, diffQuery, nextFiringsQuery, previewQuery } from '../api/schedule-queries.ts';
import { Command } from '../parts/copy-button.tsx';
import { Empty, ErrorView, Skeleton } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { placeOf } from '../shell/place.ts';
import { BothZones } from '../time/both-zones.tsx';
import { useSettled } from '../time/use-settled.ts';
import { type ComparedFiring, compareFirings } from './compare-firings.ts';
import { type DraftFields, definitionOf, diffCommand, draftOf, typeOf } from './draft.ts';
import { DraftForm } from './draft-form.tsx';
import { FiringNotes } from './firing-notes.tsx';

const SETTLE_MS = 250;
const ASKED = 60;
const DAYS = 14;

/** What another definition would fire, beside what the live one fires. Nothing is changed by it. */
export function Simulation({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const live = schedule.definition as ScheduleDocument;
  const [fields, setFields] = useState(() => draftOf(live, schedule.timezone));
  const asked = useSettled(fields, SETTLE_MS);
  const draft = useMemo(() => draftFor(schedule, asked), [schedule, asked]);
  const preview = useQuery(previewQuery(draft, ASKED));
  const problems = preview.data?.problems ?? [];
  const diff = useQuery({ ...diffQuery(draft, DAYS), enabled: preview.data !== undefined && problems.length === 0 });
  return (
    <div className="simulation">
      <section className="panel simulation-form">
        <h2>{t('simulate.draft')}</h2>
        <p className="panel-note soft">{t('simulate.hint')}</p>
        <DraftForm
          type={typeOf(live)}
          place={placeOf(schedule)}
          fields={fields}
          live={draftOf(live, schedule.timezone)}
          problems={problems}
          onChange={setFields}
        />
        <div className="panel-note">
          <h3>{t('start.cli')}</h3>
          <Command text={diffCommand(schedule.id, draft.definition)} />
        </div>
      </section>
      <section className="panel">
        <h2>{t('simulate.firings')}</h2>
        <DiffTotals diff={diff.data} problems={problems} />
        {preview.error ? (
          <ErrorView error={preview.error} retry={() => void preview.refetch()} />
        ) : (
          <Compared
            schedule={schedule}
            // While one types, the zone may be none.
            zone={isTimeZone(asked.timezone) ? asked.timezone : schedule.timezone}
            draft={problems.length === 0 ? preview.data?.items : undefined}
          />
        )}
      </section>
    </div>
  );
}

function draftFor(
  { id, project, workflow, name, definition }: Schedule,
  fields: DraftFields,
): Draft & { definition: ScheduleDocument } {
  return {
    scheduleId: id,
    project,
    key: `${project}/${workflow}/${name}`,
    definition: definitionOf(definition, fields),
  };
}

function DiffTotals({ diff, problems }: { diff: FiringDiff | undefined; problems: readonly ProblemItem[] }) {
  const { t } = useTranslation();
  if (problems.length > 0) return <p className="panel-note field-error">{t('simulate.invalid')}</p>;
  return (
    <p className="panel-note" aria-live="polite">
      {diff
        ? t('simulate.totals', {
            days: DAYS,
            kept: diff.kept,
            added: diff.added.length,
            removed: diff.removed.length,
            moved: diff.moved.length,
          })
        : '\u00a0'}
    </p>
  );
}

interface ComparedProps {
  readonly schedule: Schedule;
  readonly zone: string;
  readonly draft: Parameters<typeof compareFirings>[1] | undefined;
}

const SIGNS = { kept: '=', moved: '→', added: '+', removed: '−' } as const;

function Compared({ schedule, zone, draft }: ComparedProps) {
  const { t } = useTranslation();
  const live = useQuery(nextFiringsQuery(schedule, ASKED));
  const rows = useMemo(
    () => (live.data && draft ? compareFirings(live.data.items, draft, ASKED) : undefined),
    [live.data, draft],
  );
  if (!rows) return draft ? <Skeleton rows={10} /> : null;
  if (rows.length === 0) return <Empty title={t('schedule.noNext')} />;
  const side = (key: 'live' | 'draft', title: string): Column<ComparedFiring> => ({
    key,
    title,
    cell: ({ [key]: at }) => (at === undefined ? <span className="soft">–</span> : <BothZones at={at} zone={zone} />),
  });
  const columns: readonly Column<ComparedFiring>[] = [
    {
      key: 'change',
      title: t('simulate.change'),
      className: 'tight',
      cell: ({ change }) => (
        <span className={`change is-${change}`}>
          <b aria-hidden>{SIGNS[change]}</b> {t(`simulate.${change}`)}
        </span>
      ),
    },
    side('live', t('simulate.live')),
    side('draft', t('simulate.draft')),
    {
      key: 'notes',
      title: t('schedule.notes'),
      className: 'wide',
      cell: ({ firing: { notes, held } }) => <FiringNotes notes={notes} held={held} />,
    },
  ];
  return (
    <FramedTable
      label={t('simulate.firings')}
      columns={columns}
      rows={rows}
      rowKey={({ change, firing }) => `${change} ${firing.logicalTime}`}
      rowClassName={({ change }) => `firing-${change}`}
    />
  );
}
