import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenColumns } from './columns.ts';
import { Icon } from './icon.tsx';
import './list-tools.css';

type Format = 'csv' | 'json';

interface ListToolsBase {
  readonly columns: Pick<ChosenColumns<unknown>, 'choices' | 'toggle'>;
  readonly fileName: string;
  /** What else the list offers. */
  readonly children?: ReactNode;
}

type ListToolsProps = ListToolsBase &
  (
    | {
        /** Makes the file that is downloaded, of what the list shows. */
        readonly file: (format: Format) => string;
      }
    | {
        /** Of the file as the server makes it, of all that the filter lets through. */
        readonly address: (format: Format) => string;
      }
  );

/** At the end of a list's filters: which columns it has, and its rows as a file. */
export function ListTools({ columns: { choices, toggle }, children, ...made }: ListToolsProps) {
  const { t } = useTranslation();
  const save = (format: Format) =>
    'file' in made ? saveFile(made, format) : download(made, made.address(format), format);
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

function saveFile({ file, fileName }: { file: (format: Format) => string; fileName: string }, format: Format): void {
  const type = format === 'csv' ? 'text/csv' : 'application/json';
  const url = URL.createObjectURL(new Blob([file(format)], { type: `${type};charset=utf-8` }));
  download({ fileName }, url, format);
  URL.revokeObjectURL(url);
}

function download({ fileName }: { fileName: string }, href: string, format: Format): void {
  Object.assign(document.createElement('a'), { href, download: `${fileName}.${format}` }).click();
}
