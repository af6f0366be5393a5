import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParamForm, ParamInputs } from './param-form.tsx';

interface ParamDetailsProps {
  readonly form: ParamForm;
  readonly summary: string;
  readonly hint?: string;
}

/** Params that few change: folded away, unless one of them is missing or wrong. */
export function ParamDetails({ form, summary, hint }: ParamDetailsProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  // Once unfolded it stays so: nothing closes under the hands of whoever puts it right.
  if (!isOpen && !form.isRight) setOpen(true);
  if (form.fields.length === 0) return null;
  return (
    <>
      <details className="param-details" open={isOpen}>
        {/* The browser's own toggling would fold away what must be seen. */}
        <summary
          onClick={(event) => {
            event.preventDefault();
            setOpen(!isOpen);
          }}
        >
          {summary}
        </summary>
        {hint !== undefined && <p className="hint">{hint}</p>}
        <div className="start-form">
          <ParamInputs form={form} />
        </div>
      </details>
      <WrongParams form={form} />
    </>
  );
}

/** What keeps the button of a form from being pressed. */
export function WrongParams({ form: { fields, errors } }: { form: ParamForm }) {
  const { t } = useTranslation();
  const names = fields.filter(({ name }) => errors[name]).map(({ name, param }) => param.title ?? name);
  if (names.length === 0) return null;
  return (
    <p className="field-error" role="alert">
      {t('start.wrongParams', { names: names.join(', ') })}
    </p>
  );
}
