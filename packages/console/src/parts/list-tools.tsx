import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenColumns } from './columns.ts';
import { Icon } from './icon.tsx';
import './list-tools.css';

interface ListToolsProps {
  readonly columns: Pick<ChosenColumns<unknown>, 'choices' | 'toggle'>;
  /** Makes the file that is downloaded, of what the list shows. */
  readonly file: (format: 'csv' | 'json') => string;
  readonly fileName: string;
  /** What else the list offers. */
  readonly children?: ReactNode;
}

/** At the end of a list's filters: which columns it has, and its rows as a file. */
export function ListTools({ columns: { choices, toggle }, file, fileName, children }: ListToolsProps) {
  const { t } = useTranslation();
  const save = (format: 'csv' | 'json') => {
    const type = format === 'csv' ? 'text/csv' : 'application/json';
    const url = URL.createObjectURL(new Blob([file(format)], { type: `${type};charset=utf-8` }));
    const link = Object.assign(document.createElement('a'), { href: url, download: `${fileName}.${format}` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="list-tools">
      {children}
      <details className="menu">
        <summary>
          <Icon name="columns" size={14} />
          {t('list.columns')}
        </summary>
        <fieldset>
          <legend className="visually-hidden">{t('list.columns')}</legend>
          {choices.map(({ key, title, isShown }) => (
            <label key={key}>
              <input type="checkbox" checked={isShown} onChange={() => toggle(key)} />
              {title}
            </label>
          ))}
        </fieldset>
      </details>
      <details className="menu">
        <summary>
          <Icon name="download" size={14} />
          {t('list.export')}
        </summary>
        <div>
          <button type="button" onClick={() => save('csv')}>
            CSV
          </button>
          <button type="button" onClick={() => save('json')}>
            JSON
          </button>
        </div>
      </details>
    </div>
  );
}
