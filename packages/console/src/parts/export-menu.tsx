import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { exportRows } from './export-rows.ts';
import { Icon } from './icon.tsx';
import { useErrorText } from './page.tsx';
import { EXPORT_BOUNDS, type ReadRows } from './read-all-rows.ts';

type Format = 'csv' | 'json';

export type ExportSource =
  | {
      /** Of which this page makes the file. */
      readonly rows: () => Promise<ReadRows>;
    }
  | {
      /** Of the file as the server makes it. */
      readonly address: (format: Format) => string;
    };

interface ExportMenuProps {
  readonly source: ExportSource;
  readonly fileName: string;
}

/** All that a list's filter lets through as a file, and not what was loaded of it alone. */
export function ExportMenu({ source, fileName }: ExportMenuProps) {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const number = new Intl.NumberFormat(i18n.language);
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: async (format: Format) => {
      if ('address' in source) return download(source.address(format), `${fileName}.${format}`);
      const { rows, isCut } = await source.rows();
      saveFile(exportRows(rows, format), `${fileName}.${format}`);
      return { rows: rows.length, isCut };
    },
  });
  const told = isPending
    ? t('list.exporting')
    : error
      ? errorText(error)
      : data?.isCut && t('list.exportCut', { rows: number.format(data.rows) });
  return (
    <details className="menu">
      <summary>
        <Icon name="download" size={14} />
        {t('list.export')}
      </summary>
      <div>
        <button type="button" disabled={isPending} onClick={() => mutate('csv')}>
          CSV
        </button>
        <button type="button" disabled={isPending} onClick={() => mutate('json')}>
          JSON
        </button>
        <small className="soft">
          {'address' in source
            ? t('list.exportAll')
            : t('list.exportMost', { rows: number.format(EXPORT_BOUNDS.rows) })}
        </small>
        <output>{told}</output>
      </div>
    </details>
  );
}

function saveFile(text: string, name: string): void {
  const type = name.endsWith('.csv') ? 'text/csv' : 'application/json';
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  download(url, name);
  URL.revokeObjectURL(url);
}

function download(href: string, name: string): undefined {
  Object.assign(document.createElement('a'), { href, download: name }).click();
}
