/** One document under all panes: its text is the truth, and every change of it is one step of one history. */
import { redo, undo } from '@codemirror/commands';
import { setDiagnostics } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Finding } from '@carillon/spec';
import type { EditRefusal, TaskMap, WorkflowEdit } from '@carillon/spec/edit';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useFault, useFaultHint } from '../i18n/use-fault.ts';
import type { Analysis, Base, EditedTask } from './language.ts';
import { type Language, openLanguage } from './language-client.ts';

const EMPTY: Analysis = { text: '', tasks: [], findings: [], changes: [] };

export interface TaskName {
  readonly in: TaskMap;
  readonly id: string;
}
export const keyOf = ({ in: map, id }: TaskName): string => `${map}/${id}`;

export interface Editor {
  readonly text: string;
  /** Of the newest text that was read. */
  readonly analysis: Analysis;
  /** What canvas and forms show: of the last text that is a document. */
  readonly shown: Analysis;
  /** The text cannot be read at the moment, so what is shown is older than it. */
  readonly isBroken: boolean;
  readonly refused: { readonly reason: EditRefusal; readonly line: number | undefined } | undefined;
  readonly forgetRefusal: () => void;
  /** @param after it is made when that has ended. @returns whether the text says it now */
  readonly apply: (edit: WorkflowEdit, after?: Promise<unknown>) => Promise<boolean>;
  /** Another text, as one step that can be undone. */
  readonly replaceText: (text: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly jumpTo: (line: number) => void;
  /** The text as it is this moment, which may not be drawn yet. */
  readonly newest: () => string;
  /** Edits on their way into the text. */
  readonly underway: () => readonly WorkflowEdit[];
  /** When none is under way any more. */
  readonly settled: () => Promise<void>;
  /** Hands over the view once it is there. */
  readonly attach: (view: EditorView | undefined) => void;
  readonly onText: (text: string) => void;
}

/** @param server findings that only the server knows, for the text that they are of */
export function useEditor(initial: string, base: Base, server: readonly Finding[]): Editor {
  const sentence = useSentence();
  const [text, setText] = useState(initial);
  const [analysis, setAnalysis] = useState<Analysis>(EMPTY);
  const [shown, setShown] = useState<Analysis>(EMPTY);
  const [refused, setRefused] = useState<Editor['refused']>();
  const view = useRef<EditorView>(undefined);
  const language = useLanguage();

  useEffect(() => {
    language.current?.analyse(text, base, (found) => {
      setAnalysis(found);
      if (found.document) setShown(found);
    });
  }, [text, base, language]);

  useEffect(() => {
    if (view.current) mark(view.current, [...analysis.findings, ...server], sentence);
  }, [analysis, server, sentence]);

  const applyNow = useCallback(
    async (edit: WorkflowEdit) => {
      // Whoever types meanwhile has written a newer text: the edit is then made of that one.
      for (;;) {
        const current = view.current;
        if (!current || !language.current) return false;
        const { doc } = current.state;
        const result = await language.current.edit(doc.toString(), edit);
        if (view.current?.state.doc !== doc) continue;
        if ('refused' in result) {
          setRefused({ reason: result.refused, line: undefined });
          return false;
        }
        setRefused(undefined);
        if (result.edits.length > 0)
          current.dispatch({
            changes: result.edits.map(({ from, to, insert }) => ({ from, to, insert })),
            userEvent: `canvas.${edit.edit}`,
            scrollIntoView: false,
          });
        return true;
      }
    },
    [language],
  );

  const underway = useRef(new Map<Promise<boolean>, WorkflowEdit>());
  const apply = useCallback(
    (edit: WorkflowEdit, after: Promise<unknown> = Promise.resolve()) => {
      const done: Promise<boolean> = after.then(() => applyNow(edit)).finally(() => underway.current.delete(done));
      underway.current.set(done, edit);
      return done;
    },
    [applyNow],
  );

  return {
    text,
    analysis,
    shown,
    isBroken: analysis.text !== '' && !analysis.document,
    refused,
    forgetRefusal: useCallback(() => setRefused(undefined), []),
    apply,
    replaceText: useCallback((next: string) => {
      const current = view.current;
      current?.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: next }, userEvent: 'replace' });
    }, []),
    undo: useCallback(() => void (view.current && undo(view.current)), []),
    redo: useCallback(() => void (view.current && redo(view.current)), []),
    jumpTo: useCallback((line: number) => {
      const current = view.current;
      if (!current) return;
      const { from } = current.state.doc.line(Math.min(Math.max(1, line), current.state.doc.lines));
      current.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      current.focus();
    }, []),
    newest: useCallback(() => view.current?.state.doc.toString() ?? text, [text]),
    underway: useCallback(() => [...underway.current.values()], []),
    settled: useCallback(async () => {
      await Promise.allSettled(underway.current.keys());
    }, []),
    attach: useCallback((next: EditorView | undefined) => void (view.current = next), []),
    onText: setText,
  };
}

function useLanguage() {
  const language = useRef<Language>(undefined);
  useMemo(() => (language.current ??= openLanguage()), []);
  useEffect(() => {
    language.current ??= openLanguage();
    return () => {
      language.current?.close();
      language.current = undefined;
    };
  }, []);
  return language;
}

/** What is wrong and what to do, as a mark in the text says it. */
function useSentence(): (finding: Finding) => string {
  const fault = useFault();
  const hintOf = useFaultHint();
  return useCallback(
    (finding) => {
      const hint = hintOf(finding);
      return hint === undefined ? fault(finding) : `${fault(finding)}. ${hint}`;
    },
    [fault, hintOf],
  );
}

function mark(view: EditorView, findings: readonly Finding[], sentence: (finding: Finding) => string): void {
  const { doc } = view.state;
  const diagnostics = findings.map((finding) => {
    const { line, column, severity, code } = finding;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return {
      from,
      to: Math.max(from, at.to),
      severity,
      source: code,
      message: sentence(finding),
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** The task that a finding is about, by its pointer. */
export function taskOf({ pointer }: Pick<Finding, 'pointer'>, tasks: readonly EditedTask[]): EditedTask | undefined {
  const [, map, id] = pointer.split('/');
  return tasks.find((task) => task.in === map && task.id === id);
}
