import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../parts/code-block.tsx';
import { Empty } from '../parts/page.tsx';

const EXAMPLE = `kind: Dataset
name: orders
title: Orders by day
uri: s3://lake/orders
fresh: 26h
---
kind: Workflow
name: orders-daily
tasks:
  load: { type: shell, with: { script: ./load.sh }, produces: [orders] }
`;
const READER = `---
kind: Workflow
name: sums
tasks:
  ready: { type: wait, with: { dataset: orders } }
  add: { type: shell, needs: [ready], with: { script: ./sums.sh } }
`;

/** How a dataset is declared and brought up to date. */
export function NoDataset() {
  const { t } = useTranslation();
  return (
    <Empty title={t('datasets.empty')} hint={t('datasets.emptyHint')}>
      <CodeBlock text={EXAMPLE} />
    </Empty>
  );
}

/** How one workflow comes to follow another. */
export function NoLineage() {
  const { t } = useTranslation();
  return (
    <Empty title={t('lineage.empty')} hint={t('lineage.emptyHint')}>
      <CodeBlock text={`${EXAMPLE}${READER}`} />
    </Empty>
  );
}
