import type { Json } from '@carillon/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Field, readField, valueText } from '../start/param-fields.ts';
import { ParamInput } from '../start/param-input.tsx';
import { ExpressionInput } from './expression-input.tsx';
import type { Known } from './completion.ts';
import type { EditedTask } from './language.ts';
import { useSettleOnLeave } from './unsettled.ts';

interface FieldRowProps {
  readonly field: Field;
  /** As the text has it; undefined: it has none. */
  readonly value: Json | undefined;
  readonly known: Known;
  readonly task: EditedTask;
  /** A form for what no expression may stand in. */
  readonly isLiteral?: boolean;
  /** An empty text is a value like another: the field is taken away elsewhere. */
  readonly takesEmpty?: boolean;
  /** Undefined takes the field away. */
  readonly onChange: (value: Json | undefined) => void;
}

/** Somebody who pauses has written a value; each is one step of undo. */
const SETTLE_MS = 500;
const isExpression = (value: Json | undefined): value is string => typeof value === 'string' && value.includes('${{');

/** One field of the text as an input: by its type, or as an expression. */
export function FieldRow({
  field,
  value,
  known,
  task,
  isLiteral = false,
  takesEmpty = false,
  onChange,
}: FieldRowProps) {
  const { t } = useTranslation();
  const [asExpression, setAsExpression] = useState(isExpression(value));
  const written = value === undefined ? '' : valueText(value);
  const { text, setText, settle } = useTyped(written, (typed) => {
    if (typed === '' && !takesEmpty) return onChange(undefined);
    if (asExpression || typed.includes('${{')) return onChange(typed);
    const read = readField(field, typed);
    if ('value' in read) onChange(read.value);
  });
  const read = (text === '' && !takesEmpty) || asExpression ? undefined : readField(field, text);
  const error =
    read && 'error' in read && !text.includes('${{')
      ? t(`field.${read.error.key}`, { ...read.error.values })
      : undefined;
  const isText = field.control === 'text';
  return (
    <div className="field-row" onBlur={settle}>
      {(asExpression || isText) && !isLiteral ? (
        <ExpressionInput
          field={field}
          text={text}
          known={known}
          task={task}
          onText={setText}
          error={asExpression ? undefined : error}
        />
      ) : (
        <ParamInput field={field} value={text} error={error} onChange={setText} />
      )}
      {!isText && field.control !== 'lines' && !isLiteral && (
        <button
          type="button"
          className="plain expression-toggle"
          aria-pressed={asExpression}
          title={t('editor.asExpression')}
          aria-label={t('editor.asExpressionOf', { field: field.name })}
          onClick={() => setAsExpression(!asExpression)}
        >
          ƒ
        </button>
      )}
    </div>
  );
}

/** What is being typed, until it has been written into the text; a change of the text elsewhere wins. */
function useTyped(written: string, commit: (typed: string) => void) {
  const [typed, setTyped] = useState<string>();
  const latest = useRef({ commit, typed });
  useEffect(() => {
    latest.current = { commit, typed };
  });
  const sent = useRef<string>(undefined);
  useEffect(() => {
    // Whoever typed on while the text took the last one is not interrupted.
    setTyped((last) => (written === sent.current && last !== written ? last : undefined));
  }, [written]);
  const settle = () => {
    const { typed: last, commit: write } = latest.current;
    if (last === undefined || last === written) return;
    sent.current = last;
    write(last);
  };
  useSettleOnLeave(settle);
  useEffect(() => {
    if (typed === undefined) return undefined;
    const timer = setTimeout(settle, SETTLE_MS);
    return () => clearTimeout(timer);
  });
  return { text: typed ?? written, setText: setTyped, settle };
}
