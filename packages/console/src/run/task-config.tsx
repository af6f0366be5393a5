import type { WorkflowDocument } from '@carillon/core';
import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { versionQuery } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { QueryView } from '../parts/page.tsx';

/** The task as the run's version defines it, with the fields that all tasks of the workflow share. */
export function TaskConfig({ run, task }: { run: Run; task: TaskRun }) {
  const { t } = useTranslation();
  const query = useQuery(
    versionQuery({ project: run.project, environment: run.environment }, run.workflow, run.version),
  );
  return (
    <QueryView query={query}>
      {(version) => {
        const document = version.document as unknown as WorkflowDocument;
        const definition = document.tasks[task.task];
        if (!definition) return <p className="tab-note">{t('config.none')}</p>;
        const { script, ...rest } = definition.with ?? {};
        return (
          <div className="tab-sections">
            <section>
              <h3>{t('config.definition')}</h3>
              <CodeBlock
                text={JSON.stringify(
                  { ...document.defaults, ...definition, ...(definition.with && { with: rest }) },
                  null,
                  2,
                )}
              />
            </section>
            {typeof script === 'string' && (
              <section>
                <h3>{t('workflow.source')}</h3>
                <CodeBlock text={script} />
              </section>
            )}
          </div>
        );
      }}
    </QueryView>
  );
}
