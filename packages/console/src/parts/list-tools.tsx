import type { ComponentProps, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenColumns } from './columns.ts';
import { ExportMenu } from './export-menu.tsx';
import { Icon } from './icon.tsx';
import './list-tools.css';

interface ListToolsProps extends ComponentProps<typeof ExportMenu> {
  readonly columns: Pick<ChosenColumns<unknown>, 'choices' | 'toggle'>;
  /** What else the list offers. */
  readonly children?: ReactNode;
}

/** At the end of a list's filters: which columns it has, and its rows as a file. */
export function ListTools({ columns: { choices, toggle }, children, ...file }: ListToolsProps) {
  const { t } = useTranslation();
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
      <ExportMenu {...file} />
    </div>
  );
}
