import type { Finding } from '@carillon/spec';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '@carillon/core';
import type { Place } from '../api/queries.ts';
import { Skeleton, useTitle } from '../parts/page.tsx';
import { useSettled } from '../time/use-settled.ts';
import { BottomPane, type BottomTab } from './bottom-pane.tsx';
import { marksOf } from './changed-tasks.ts';
import type { DraftStart } from './draft-keeper.ts';
import { EditorHeader } from './editor-header.tsx';
import type { Opened } from './editor-page.tsx';
import { useFormerRun } from './former-run.tsx';
import { Inspector } from './inspector.tsx';
import { Canvas, ConflictDialog, PublishDialog, ScriptPane, TaskTable } from './late.ts';
import { Outline } from './outline.tsx';
import { type Unsettled, UnsettledContext } from './unsettled.ts';
import type { Unwritten } from './unwritten.ts';
import { useDraft } from './use-draft.ts';
import { type Editor, keyOf, taskOf, type TaskName, useEditor } from './use-editor.ts';
import { useEditorAddress } from './use-editor-address.ts';
import { useFieldValues } from './use-field-values.ts';
import { useKeepOnLeave } from './use-keep-on-leave.ts';
import { useServerFindings } from './use-server-findings.ts';
import { useTaskActions } from './use-task-actions.ts';
import { YamlPane } from './yaml-pane.tsx';
import './editor.css';

/** On a small screen one at a time. */
const PANES = ['outline', 'canvas', 'yaml', 'inspector', 'bottom'] as const;
type Pane = (typeof PANES)[number];
const SETTLE_MS = 600;

export function EditorView({ place, opened }: { place: Place; opened: Opened }) {
  const { t } = useTranslation();
  // Read again, it would begin anew with what is long written.
  const [{ name, start }] = useState(opened);
  useTitle(t('editor.pageTitle', { name }));
  const [published, setPublished] = useState(opened.published);
  const { newest, live } = published;
  const base = useMemo(
    () => ({ document: live?.document as JsonObject | undefined, files: newest?.files ?? {} }),
    [newest, live],
  );
  const [server, setServer] = useState<readonly Finding[]>([]);
  const editor = useEditor(start.text, base, server);
  const settled = useSettled(editor.text, SETTLE_MS);
  const asked = useServerFindings(place, settled, base.files, editor.analysis.findings);
  useEffect(() => setServer(asked), [asked]);
  const draft = useDraft({ project: place.project, name }, start, {
    text: editor.text,
    newest: newest?.source,
    underway: editor.underway,
  });
  const [unsettled] = useState<Unsettled>(() => new Set());
  useKeepOnLeave({ editor, draft, unsettled });
  useEditsOf(start, editor);
  const [dialog, setDialog] = useState<'publish'>();
  const [bottom, setBottom] = useState<BottomTab>('problems');
  const [pane, setPane] = useState<Pane>('canvas');
  const { mode, selected, select, setMode } = useEditorAddress(editor);

  const findings = useMemo(() => [...editor.analysis.findings, ...server], [editor.analysis, server]);
  const marks = useMemo(() => marksOf(editor.shown, findings), [editor.shown, findings]);
  const ofTask = useMemo(
    () => (selected ? findings.filter((finding) => taskOf(finding, [selected]) === selected) : []),
    [findings, selected],
  );
  const [unwritten] = useState<Unwritten>(() => new Map());
  const actions = useTaskActions(editor, selected, select);
  const former = useFormerRun(place, name);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const values = useFieldValues({
    place,
    text: errors === 0 ? settled : undefined,
    files: base.files,
    task: selected,
    run: former.chosen?.id,
  });
  const open = (task: TaskName) => {
    select(task);
    setPane('inspector');
  };

  return (
    <UnsettledContext value={unsettled}>
      <div className="editor" data-mode={mode} data-pane={pane} data-bottom={bottom} onKeyDown={actions.onKeyDown}>
        <EditorHeader
          name={name}
          editor={editor}
          draft={draft}
          published={published}
          errors={errors}
          task={selected?.id}
          mode={mode}
          onMode={setMode}
          onDryRun={() => (setBottom('dryRun'), setPane('bottom'))}
          onPublish={() => setDialog('publish')}
        />
        {editor.refused && (
          <div className="editor-notice" role="alert">
            {t(`editor.refused_${editor.refused.reason}`)}
            <button type="button" className="plain" onClick={editor.forgetRefusal}>
              {t('action.close')}
            </button>
          </div>
        )}
        <nav className="pane-choice" aria-label={t('editor.panes')}>
          {PANES.map((one) => (
            <button key={one} type="button" className="plain" aria-pressed={pane === one} onClick={() => setPane(one)}>
              {t(`editor.pane_${one}`)}
            </button>
          ))}
        </nav>
        <div className="editor-panes">
          <Outline
            tasks={editor.shown.tasks}
            marks={marks}
            selected={selected}
            onSelect={(task) => (select(task), editor.jumpTo(task.line))}
            onAdd={(type) =>
              void actions.add(type, selected && selected.in === 'tasks' && !selected.lock ? selected : undefined)
            }
          />
          <div className="editor-main">
            <Suspense fallback={<Skeleton />}>
              {mode === 'table' && <TaskTable editor={editor} marks={marks} onSelect={open} />}
              {mode === 'script' && (
                <ScriptPane
                  editor={editor}
                  unwritten={unwritten}
                  task={selected}
                  files={base.files}
                  onClose={() => setMode('split')}
                />
              )}
              {(mode === 'split' || mode === 'canvas') && (
                <Canvas
                  tasks={editor.shown.tasks}
                  marks={marks}
                  selected={selected && keyOf(selected)}
                  isStale={editor.isBroken}
                  onSelect={(key) => select(editor.shown.tasks.find((task) => keyOf(task) === key))}
                  onOpen={() => setMode('script')}
                  onConnect={(from, to) => void editor.apply({ edit: 'connect', in: to.in, from: from.id, to: to.id })}
                  onDisconnect={(from, to) =>
                    void editor.apply({ edit: 'disconnect', in: to.in, from: from.id, to: to.id })
                  }
                  onDelete={actions.remove}
                  onAddAfter={(task) => void actions.add('shell', task)}
                  onConnectByKey={() => document.querySelector<HTMLElement>('.inspector .depends-on input')?.focus()}
                />
              )}
            </Suspense>
            {editor.isBroken && mode !== 'script' && <p className="stale-note">{t('editor.broken')}</p>}
            {!editor.isBroken && editor.analysis.document && editor.shown.tasks.length === 0 && (
              <p className="stale-note">{t('editor.noTasks')}</p>
            )}
          </div>
          <div className="editor-text">
            <YamlPane
              editor={editor}
              initial={start.text}
              onLine={(line) => {
                const at = editor.analysis.tasks.findLast((task) => task.line <= line);
                if (at && (!selected || keyOf(at) !== keyOf(selected)) && document.activeElement?.closest('.yaml-pane'))
                  select(at);
              }}
            />
          </div>
          <aside className="editor-inspector" aria-label={t('editor.pane_inspector')}>
            <Inspector
              editor={editor}
              task={selected}
              findings={ofTask}
              values={values}
              former={former}
              onRenamed={(id) => selected && select({ in: selected.in, id })}
              onScript={mode === 'script' ? undefined : () => (setMode('script'), setPane('canvas'))}
              onTest={() => (setBottom('test'), setPane('bottom'))}
              onDelete={actions.remove}
            />
          </aside>
          <BottomPane
            tab={bottom}
            onTab={setBottom}
            place={place}
            editor={editor}
            files={base.files}
            findings={findings}
            errors={errors}
            former={former}
            task={selected}
            onOpen={open}
          />
        </div>
        <Suspense>
          {dialog === 'publish' && (
            <PublishDialog
              place={place}
              name={name}
              editor={editor}
              draft={draft}
              published={published}
              errors={errors}
              onPublished={setPublished}
              onClose={() => setDialog(undefined)}
            />
          )}
          {draft.theirs !== undefined && <ConflictDialog editor={editor} draft={draft} />}
        </Suspense>
      </div>
    </UnsettledContext>
  );
}

const NO_EDITS: readonly WorkflowEdit[] = [];

/** What was on its way into the text when its tab was closed; each may rest on the one before it. */
function useEditsOf({ edits = NO_EDITS }: Pick<DraftStart, 'edits'>, { apply }: Pick<Editor, 'apply'>): void {
  useEffect(() => {
    let before: Promise<unknown> = Promise.resolve();
    for (const edit of edits) before = apply(edit, before);
  }, [edits, apply]);
}
