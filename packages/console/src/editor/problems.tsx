import type { Finding } from '@carillon/spec';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFault, useFaultHint } from '../i18n/use-fault.ts';
import { quickFix } from './quick-fix.ts';
import { type Editor, taskOf, type TaskName } from './use-editor.ts';

interface ProblemsProps {
  readonly editor: Editor;
  readonly findings: readonly Finding[];
  readonly onSelect: (task: TaskName) => void;
}

export function Problems({ editor, findings, onSelect }: ProblemsProps) {
  const { t } = useTranslation();
  if (findings.length === 0) return <p className="soft pane-note">{t('editor.noProblems')}</p>;
  return (
    <ul className="finding-list">
      {findings.map((finding, no) => (
        <FindingItem
          key={no}
          finding={finding}
          editor={editor}
          onOpen={() => {
            const task = taskOf(finding, editor.shown.tasks);
            if (task) onSelect(task);
          }}
        />
      ))}
    </ul>
  );
}

export function FindingItem({ finding, editor, onOpen }: { finding: Finding; editor: Editor; onOpen?: () => void }) {
  const { t } = useTranslation();
  const fault = useFault();
  const { severity, code, line } = finding;
  const hint = useFaultHint()(finding);
  const fix = quickFix(finding);
  return (
    <li className={`finding is-${severity}`}>
      <button
        type="button"
        className="plain finding-text"
        onClick={() => {
          onOpen?.();
          editor.jumpTo(line);
        }}
      >
        <span className="finding-severity">{t(`editor.severity_${severity}`)}</span>
        <span>
          {fault(finding)}
          {hint !== undefined && <span className="soft"> {hint}</span>}
        </span>
        <span className="soft finding-place">
          {code} · {t('editor.line', { line })}
        </span>
      </button>
      {fix && (
        <Button size="small" onClick={() => void editor.apply(fix.edit)}>
          {t('editor.fix', { value: fix.value })}
        </Button>
      )}
    </li>
  );
}
