import type { Param } from '@carillon/core';
import { useTranslation } from 'react-i18next';
import { valueText } from '../start/param-fields.ts';

export function ParamTable({ params }: { params: Readonly<Record<string, Param>> }) {
  const { t } = useTranslation();
  const entries = Object.entries(params);
  if (entries.length === 0) return <p className="panel-note soft">{t('workflow.noParams')}</p>;
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('workflow.paramName')}</th>
            <th scope="col">{t('workflow.paramType')}</th>
            <th scope="col">{t('workflow.paramDefault')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, param]) => (
            <tr key={name}>
              <td className="name">
                {name}
                {(param.description ?? param.title) !== undefined && (
                  <div className="workflow-title">{param.description ?? param.title}</div>
                )}
              </td>
              <td className="soft">{param.enum ? param.enum.map(valueText).join(' | ') : param.type}</td>
              <td>
                {param.default === undefined ? (
                  <span className="soft">{param.required ? t('workflow.required') : '–'}</span>
                ) : (
                  <code>{valueText(param.default)}</code>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
