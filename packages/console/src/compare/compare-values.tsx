import type { ComparedValue } from '@carillon/core';
import { useTranslation } from 'react-i18next';
import { ValueView } from '../run/values-view.tsx';

/** Named values of two runs: one row a name. */
export function CompareValues({ values, none }: { values: readonly ComparedValue[]; none: string }) {
  const { t } = useTranslation();
  if (values.length === 0) return <p className="soft panel-note">{none}</p>;
  return (
    <table className="table sides">
      <tbody>
        {values.map(({ name, values: [a, b], differs }) => (
          <tr key={name} className={differs ? 'differs' : ''}>
            <th scope="row">
              {name}
              {differs && <span className="visually-hidden"> ({t('compare.differs')})</span>}
            </th>
            <td>{a === undefined ? <span className="soft">–</span> : <ValueView value={a} />}</td>
            <td>{b === undefined ? <span className="soft">–</span> : <ValueView value={b} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
