/** What a list of runs offers for many of them: the dialog, and the commands that are under way. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { openBulksQuery } from './bulk-queries.ts';
import type { BulkTarget } from './bulk-request.ts';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }));

interface ActOnRunsProps {
  readonly place: Place;
  readonly of: BulkTarget;
  readonly text: string;
  readonly isPrimary?: boolean;
}

export function ActOnRuns({ place, of, text, isPrimary = false }: ActOnRunsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type={isPrimary ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {text}
      </Button>
      {isOpen && (
        <Suspense>
          <BulkDialog place={place} of={of} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

export function BulksUnderWay({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { data: plans = [] } = useQuery(openBulksQuery(place));
  return plans.map((plan) => (
    <div key={plan.id} className="bulk-under-way">
      <b>{t(`bulkAction.${plan.action}`)}</b>
      <BulkBar plan={plan} />
      <LinkButton size="small" to="/p/$project/bulk/$planId" params={{ project: place.project, planId: plan.id }}>
        {t('bulk.watch')}
      </LinkButton>
    </div>
  ));
}
