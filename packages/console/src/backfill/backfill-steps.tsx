import type { Param } from '@carillon/core';
import type { Plan, Workflow } from '@carillon/protocol';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { ErrorView } from '../parts/page.tsx';
import { ParamDetails } from '../start/param-details.tsx';
import { useParamForm } from '../start/param-form.tsx';
import { useNow } from '../time/use-now.ts';
import { wallClock } from '../time/wall-clock.ts';
import { useZone } from '../time/zone.ts';
import { BackfillOptions } from './backfill-options.tsx';
import { type DateRange, firstFields, planRequest, problemOf } from './backfill-request.ts';
import { PlanPreview } from './plan-preview.tsx';
import { RangePicker } from './range-picker.tsx';

interface BackfillStepsProps {
  readonly place: Place;
  readonly workflow: Workflow;
  readonly declared: Readonly<Record<string, Param>> | undefined;
  readonly range: DateRange | undefined;
  readonly onClose: () => void;
}

/** Said below the fold of a dialog it would pass for nothing having happened. */
const reveal = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** First what is asked for, then the plan that the server made of it. */
export function BackfillSteps({ place, workflow, declared, range, onClose }: BackfillStepsProps) {
  const { t } = useTranslation();
  const viewed = useZone();
  const zone = workflow.schedules[0]?.timezone ?? viewed;
  const today = wallClock(useNow(false), zone).date;
  const [fields, setFields] = useState(() => firstFields(range, today));
  const form = useParamForm(declared);
  const request = useMemo(
    () => planRequest(place.project, workflow.name, fields, form.params),
    [place.project, workflow.name, fields, form.params],
  );
  // Kept while a fresh one is made, so that the preview stays until its successor is there.
  const [planned, setPlanned] = useState<Plan>();
  const plan = useMutation({
    mutationFn: () => post<Plan>('/plans', request, { query: { environment: place.environment } }),
    onSuccess: setPlanned,
  });
  const problem = problemOf(fields);
  const isReady = problem === undefined && form.isRight;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) plan.mutate();
  };
  if (planned) {
    return (
      <PlanPreview
        key={planned.id}
        plan={planned}
        request={request}
        replan={() => plan.mutateAsync()}
        onBack={() => setPlanned(undefined)}
        onClose={onClose}
      />
    );
  }
  return (
    <form className="backfill-form" noValidate onSubmit={submit}>
      <RangePicker place={place} workflow={workflow.name} today={today} fields={fields} onChange={setFields} />
      <BackfillOptions place={place} workflow={workflow} fields={fields} onChange={setFields} />
      <ParamDetails
        form={form}
        summary={t('backfill.params', { count: Object.keys(form.params).length })}
        hint={t('backfill.paramsHint')}
      />
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {t(`backfillProblem.${problem}`)}
        </p>
      )}
      {plan.error && (
        <div ref={reveal}>
          <ErrorView error={plan.error} />
        </div>
      )}
      <footer className="step-footer">
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={plan.isPending} disabled={!isReady}>
          {t('backfill.preview')}
        </Button>
      </footer>
    </form>
  );
}
