import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { TypeGlyph } from '../run/type-glyph.tsx';
import type { TaskMark } from './canvas.tsx';
import type { EditedTask } from './language.ts';
import { fieldsOfType, TYPE_NAMES } from './task-forms.ts';
import { keyOf } from './use-editor.ts';

interface OutlineProps {
  readonly tasks: readonly EditedTask[];
  readonly marks: ReadonlyMap<string, TaskMark>;
  readonly selected: EditedTask | undefined;
  readonly onSelect: (task: EditedTask) => void;
  readonly onAdd: (type: string) => void;
}

/** All tasks by name, and the palette of what can be added. */
export function Outline({ tasks, marks, selected, onSelect, onAdd }: OutlineProps) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const found = tasks.filter((task) => task.id.includes(find.trim().toLowerCase()));
  return (
    <aside className="editor-outline" aria-label={t('editor.pane_outline')}>
      <Button type="primary" block aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('editor.add')}
      </Button>
      {selected && selected.in === 'tasks' && !selected.lock && (
        <p className="hint">{t('editor.addAfter', { task: selected.id })}</p>
      )}
      {isOpen ? (
        <Palette
          onAdd={(type) => {
            setIsOpen(false);
            onAdd(type);
          }}
        />
      ) : (
        <>
          <label className="visually-hidden" htmlFor={id}>
            {t('editor.find')}
          </label>
          <Input
            id={id}
            allowClear
            prefix={<Icon name="search" size={14} />}
            placeholder={t('editor.find')}
            value={find}
            onChange={(event) => setFind(event.target.value)}
            onPressEnter={() => found[0] && onSelect(found[0])}
          />
          <ul>
            {found.map((task) => {
              const mark = marks.get(keyOf(task));
              return (
                <li key={keyOf(task)}>
                  <button
                    type="button"
                    className="plain"
                    aria-current={selected && keyOf(selected) === keyOf(task) ? 'true' : undefined}
                    onClick={() => onSelect(task)}
                  >
                    <TypeGlyph type={typeof task.fields['type'] === 'string' ? task.fields['type'] : ''} />
                    <span className="outline-name">{task.id}</span>
                    {mark?.isChanged && <span className="changed-mark">~</span>}
                    {mark && mark.errors + mark.warnings > 0 && (
                      <span className={mark.errors > 0 ? 'finding-count is-error' : 'finding-count'}>
                        ! {mark.errors + mark.warnings}
                      </span>
                    )}
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </aside>
  );
}

function Palette({ onAdd }: { onAdd: (type: string) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="palette" aria-label={t('editor.add')}>
      {TYPE_NAMES.map((type) => (
        <li key={type}>
          <button type="button" className="plain" onClick={() => onAdd(type)}>
            <TypeGlyph type={type} />
            <b>{type}</b>
            <span className="soft">{fieldsOfType(type, i18n.language).title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
