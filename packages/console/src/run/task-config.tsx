import type { TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskDefinitionQuery } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { QueryView } from '../parts/page.tsx';

/** The task as its run defines it, be it a task of a group, of a loop, or of a text that is being tested. */
export function TaskConfig({ task }: { task: TaskRun }) {
  const { t } = useTranslation();
  const query = useQuery(taskDefinitionQuery(task.id));
  return (
    <QueryView query={query}>
      {(definition) => {
        if (!definition) return <p className="tab-note">{t('config.none')}</p>;
        const { with: fields, ...shared } = definition;
        const { script, ...rest } = (fields ?? {}) as { readonly script?: unknown };
        return (
          <div className="tab-sections">
            <section>
              <h3>{t('config.definition')}</h3>
              <CodeBlock text={JSON.stringify({ ...shared, ...(fields !== undefined && { with: rest }) }, null, 2)} />
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
