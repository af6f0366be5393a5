import type { RemoveVariable, SetVariable, Variable } from '@carillon/protocol';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../alerts/text-field.tsx';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ChoiceList } from '../parts/choice-list.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { VARIABLES_KEY } from './admin-queries.ts';
import { type Level, levelFlags } from './level.tsx';
import { LevelChoice } from './level-choice.tsx';
import { readValue, type TypedValue, typedValue } from './variable-value.ts';

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** Where it lives, as a request says it. */
const placeOf = ({ project, environment, level }: Level & Partial<Pick<Variable, 'level'>>) => ({
  ...(project !== undefined && { project }),
  ...(environment !== undefined && { environment }),
  ...(level === 'platform' && { platform: true }),
});
const withReason = (reason: string) => (reason === '' ? {} : { reason });

/** The rest of a command that names one. */
const flagsOf = ({ platform, reason, ...level }: Omit<RemoveVariable, 'name'>): string =>
  [levelFlags(level), platform && ' --platform', reason !== undefined && ` --reason ${shellWord(reason)}`]
    .filter(Boolean)
    .join('');

interface SetVariableDialogProps {
  /** Undefined: a new one. */
  readonly variable?: Variable;
  readonly onClose: () => void;
}

export function SetVariableDialog({ variable, onClose }: SetVariableDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(variable?.name ?? '');
  const [level, setLevel] = useState<Level>(variable ?? {});
  const [typed, setTyped] = useState<TypedValue>(typedValue(variable?.value ?? ''));
  const [reason, setReason] = useState('');
  const read = readValue(typed);
  const place = { ...placeOf(level), ...withReason(reason) };
  const body: SetVariable = { name, value: read?.value, ...place };
  const value = `${shellWord(typed.text) || "''"}${typed.isJson ? ' --json' : ''}`;
  return (
    <ChangeDialog<Variable>
      title={variable ? t('variables.setTitle', { name: variable.name }) : t('variables.addTitle')}
      submit={t('variables.setSubmit')}
      isReady={NAME.test(name) && read !== undefined}
      path="/variables"
      body={body}
      cli={`npx carillon variable set ${name === '' ? t('secrets.aName') : shellWord(name)} ${value}${flagsOf(place)}`}
      changes={VARIABLES_KEY}
      onClose={onClose}
    >
      <p className="soft">{t('variables.setEffect')}</p>
      {!variable && (
        <>
          <TextField label={t('variables.name')} value={name} onChange={setName} hint={t('admin.nameHint')} />
          <LevelChoice value={level} onChange={setLevel} />
        </>
      )}
      <ValueField value={typed} isWrong={read === undefined} onChange={setTyped} />
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}

interface ValueFieldProps {
  readonly value: TypedValue;
  readonly isWrong: boolean;
  readonly onChange: (value: TypedValue) => void;
}

function ValueField({ value, isWrong, onChange }: ValueFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{t('variables.value')}</label>
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 1, maxRows: 10 }}
          value={value.text}
          aria-invalid={isWrong}
          aria-describedby={`${id}-error`}
          {...(isWrong && { status: 'error' as const })}
          onChange={(event) => onChange({ ...value, text: event.target.value })}
        />
        <p id={`${id}-error`} className="field-error" role="status">
          {isWrong && t('variables.noJson')}
        </p>
      </div>
      <ChoiceList
        label={t('variables.type')}
        value={value.isJson ? 'json' : 'text'}
        onChange={(type) => onChange({ ...value, isJson: type === 'json' })}
        choices={[
          { value: 'text', label: t('variables.isText') },
          { value: 'json', label: t('variables.isJson') },
        ]}
        inline
      />
    </>
  );
}

export function RemoveVariableDialog({ variable, onClose }: { variable: Variable; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { name } = variable;
  const place = { ...placeOf(variable), ...withReason(reason) };
  return (
    <ChangeDialog
      title={t('variables.removeTitle', { name })}
      submit={t('variables.removeSubmit')}
      danger
      path="/variables/remove"
      body={{ name, ...place } satisfies RemoveVariable}
      cli={`npx carillon variable rm ${shellWord(name)}${flagsOf(place)}`}
      changes={VARIABLES_KEY}
      onClose={onClose}
    >
      <p className="soft">{t('variables.removeEffect')}</p>
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}
