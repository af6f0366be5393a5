import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TaskMark } from './canvas.tsx';
import { changeNeeds } from './change-needs.ts';
import type { EditedTask } from './language.ts';
import { listOf } from './task-forms.ts';
import { type Editor, keyOf } from './use-editor.ts';

interface TaskTableProps {
  readonly editor: Editor;
  readonly marks: ReadonlyMap<string, TaskMark>;
  readonly onSelect: (task: EditedTask) => void;
}

/** Tasks as rows, what they need beside them: for graphs that no screen holds. */
export function TaskTable({ editor, marks, onSelect }: TaskTableProps) {
  const { t } = useTranslation();
  const { tasks } = editor.shown;
  return (
    <div className="table-frame editor-table">
      <table className="table">
        <thead>
          <tr>
            <th>{t('editor.name')}</th>
            <th>{t('editor.type')}</th>
            <th>{t('editor.dependsOn')}</th>
            <th className="number">{t('editor.problemsShort')}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => {
            const mark = marks.get(keyOf(task));
            return (
              <tr key={keyOf(task)}>
                <td className="name">
                  <button type="button" className="plain" onClick={() => onSelect(task)}>
                    {task.id}
                  </button>
                </td>
                <td>{typeof task.fields['type'] === 'string' && task.fields['type']}</td>
                <td>
                  <Select
                    mode="multiple"
                    className="depends-on"
                    aria-label={t('editor.dependsOnOf', { task: task.id })}
                    disabled={task.lock !== undefined}
                    value={[...listOf(task.fields['needs'])]}
                    placeholder={t('editor.nothing')}
                    onChange={(next) => void changeNeeds(editor, task, next)}
                    options={tasks
                      .filter((one) => one.in === task.in && one.id !== task.id)
                      .map(({ id }) => ({ value: id, label: id }))}
                  />
                </td>
                <td className="number">{mark ? mark.errors + mark.warnings || '–' : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
