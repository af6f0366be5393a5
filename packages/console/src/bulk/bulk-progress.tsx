import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../parts/link-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { BulkBar } from './bulk-bar.tsx';
import { bulkQuery, isOpenBulk } from './bulk-queries.ts';
import { BulkTable } from './bulk-table.tsx';
import { BulkVerbs } from './bulk-verbs.tsx';

/** A command that is carried out; closing the dialog leaves it going on. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { project } = usePlace();
  const query = useQuery(bulkQuery(id));
  return (
    <QueryView query={query} rows={6}>
      {(plan) => (
        <div className="backfill-form">
          <BulkBar plan={plan} />
          <BulkTable plan={plan} />
          <footer className="step-footer">
            <LinkButton to="/p/$project/bulk/$planId" params={{ project, planId: id }}>
              {t('bulk.ownPage')}
            </LinkButton>
            <BulkVerbs plan={plan} />
            <Button type="primary" onClick={onClose}>
              {t(isOpenBulk(plan) ? 'bulk.leave' : 'action.close')}
            </Button>
          </footer>
        </div>
      )}
    </QueryView>
  );
}
