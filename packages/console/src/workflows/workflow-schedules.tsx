import type { Schedule, Workflow } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { workflowSchedulesQuery } from '../api/schedule-queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { QueryView } from '../parts/page.tsx';
import { ScheduleActions } from '../schedule/schedule-actions.tsx';
import { ScheduleDetail } from '../schedule/schedule-detail.tsx';
import type { ScheduleView } from '../schedule/schedule-view.ts';

const route = getRouteApi('/p/$project/w/$workflow');
const EXAMPLE_SCHEDULE = 'schedule: { cron: "10 0 * * *", timezone: Asia/Shanghai }';

/** The schedules of a workflow, one at a time. */
export function WorkflowSchedules({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const query = useQuery(workflowSchedulesQuery(place, workflow.name));
  const { schedule: asked, ...view } = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: ScheduleView & { schedule?: string }) =>
      void navigate({ search: (search) => ({ ...search, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <QueryView query={query}>
      {({ items }) => {
        const shown = items.find(({ name }) => name === asked) ?? items[0];
        if (!shown) {
          return (
            <div className="panel panel-note is-alone">
              <p className="soft">{t('workflow.noScheduleHint')}</p>
              <CodeBlock text={EXAMPLE_SCHEDULE} />
            </div>
          );
        }
        return (
          <>
            <div className="toolbar">
              <Choice schedules={items} shown={shown} onChange={(schedule) => change({ schedule, day: undefined })} />
              <ScheduleActions schedule={shown} />
            </div>
            <ScheduleDetail schedule={shown} view={view} onView={change} />
          </>
        );
      }}
    </QueryView>
  );
}

interface ChoiceProps {
  readonly schedules: readonly Schedule[];
  readonly shown: Schedule;
  readonly onChange: (name: string) => void;
}

function Choice({ schedules, shown: { id, project, name }, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <span className="toolbar-group">
      {schedules.length > 1 && (
        <Segmented
          aria-label={t('workflow.schedules')}
          value={name}
          onChange={onChange}
          options={schedules.map((each) => ({ value: each.name, label: each.name }))}
        />
      )}
      <Link to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId: id }}>
        {t('workflow.openSchedule')}
      </Link>
    </span>
  );
}
