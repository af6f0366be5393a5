import type { JsonObject, Param } from '@carillon/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Field, type FieldError, paramFields, readParams } from './param-fields.ts';
import { ParamInput } from './param-input.tsx';

export interface ParamForm {
  readonly fields: readonly Field[];
  readonly texts: Readonly<Record<string, string>>;
  readonly setText: (name: string, text: string) => void;
  readonly setTexts: (texts: Readonly<Record<string, string>>) => void;
  /** What was changed, with its type. */
  readonly params: JsonObject;
  readonly errors: Readonly<Record<string, FieldError>>;
  readonly isRight: boolean;
  /** Errors of untouched fields are told only when somebody tries to go on. */
  readonly tried: boolean;
  /** @returns whether everything that must be filled in is. */
  readonly check: () => boolean;
}

export function useParamForm(declared: Readonly<Record<string, Param>> | undefined): ParamForm {
  const fields = useMemo(() => paramFields(declared ?? {}), [declared]);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const { params, errors } = useMemo(() => readParams(fields, texts), [fields, texts]);
  const isRight = Object.keys(errors).length === 0;
  return {
    fields,
    texts,
    setTexts,
    setText: (name, text) => setTexts((all) => ({ ...all, [name]: text })),
    params,
    errors,
    isRight,
    tried,
    check: () => {
      setTried(true);
      return isRight;
    },
  };
}

/** `refused`: what the server says, by field. */
export function ParamInputs({ form, refused = {} }: { form: ParamForm; refused?: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const { fields, texts, errors, tried } = form;
  if (fields.length === 0) return <p className="soft">{t('start.noParams')}</p>;
  const errorOf = ({ name }: Field) => {
    const found = errors[name];
    const showNow = tried || (texts[name] !== undefined && texts[name] !== '');
    return found && showNow ? t(`field.${found.key}`, { ...found.values }) : refused[name];
  };
  return fields.map((field) => (
    <ParamInput
      key={field.name}
      field={field}
      value={texts[field.name] ?? field.initial}
      error={errorOf(field)}
      onChange={(text) => form.setText(field.name, text)}
    />
  ));
}
