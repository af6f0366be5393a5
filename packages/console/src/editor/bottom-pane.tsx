import type { DocumentFiles } from '@carillon/core';
import type { Finding } from '@carillon/spec';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { Skeleton } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import type { FormerRun } from './former-run.tsx';
import type { EditedTask } from './language.ts';
import { DryRun, TaskTest } from './late.ts';
import { Problems } from './problems.tsx';
import type { Editor, TaskName } from './use-editor.ts';

export type BottomTab = 'problems' | 'dryRun' | 'test';

interface BottomPaneProps {
  readonly tab: BottomTab;
  readonly onTab: (tab: BottomTab) => void;
  readonly place: Place;
  readonly editor: Editor;
  readonly files: DocumentFiles;
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly former: FormerRun;
  readonly task: EditedTask | undefined;
  readonly onOpen: (task: TaskName) => void;
}

/** What is wrong with the text, what it would do, and one task tried. */
export function BottomPane(props: BottomPaneProps) {
  const { tab, onTab, place, editor, files, findings, errors, former, task, onOpen } = props;
  const { t } = useTranslation();
  const [hasTested, setHasTested] = useState(false);
  if (tab === 'test' && !hasTested) setHasTested(true);
  return (
    <section className="editor-bottom" aria-label={t('editor.pane_bottom')}>
      <Tabs
        label={t('editor.pane_bottom')}
        tabs={[
          { key: 'problems', label: t('editor.problems', { count: findings.length }) },
          { key: 'dryRun', label: t('editor.dryRun') },
          { key: 'test', label: t('editor.test') },
        ]}
        active={tab}
        onChange={onTab}
      >
        {tab === 'problems' && <Problems editor={editor} findings={findings} onSelect={onOpen} />}
        {tab === 'dryRun' && (
          <Suspense fallback={<Skeleton />}>
            <DryRun place={place} editor={editor} files={files} onSelect={onOpen} />
          </Suspense>
        )}
        {/* Kept beside the others once it was opened: it holds what was typed, and a run. */}
        {hasTested && (
          <div className="task-test-tab" hidden={tab !== 'test'}>
            <Suspense fallback={<Skeleton />}>
              <TaskTest place={place} former={former} editor={editor} files={files} errors={errors} task={task} />
            </Suspense>
          </div>
        )}
      </Tabs>
    </section>
  );
}
