import type { LimitRule, SetLimitRule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../alerts/text-field.tsx';
import { ChangeFrame } from '../parts/change-frame.tsx';
import { ChoiceList } from '../parts/choice-list.tsx';
import { DoneDialog } from '../parts/done-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { usePlace } from '../shell/place.ts';
import { limitEffects } from './limit-effects.ts';
import { LIMITS_KEYS, limitRulesQuery, limitsQuery } from './limit-queries.ts';
import {
  differences,
  figuresOf,
  type RuleField,
  type RuleFigures,
  ruleFigures,
  setCommand,
  textsOf,
} from './rule-figures.ts';

const PATH = '/limit-rules';
const NAME = /^[a-z][a-z0-9_-]{0,62}$/;

interface RuleDialogProps {
  /** Undefined: a new one. */
  readonly rule: LimitRule | undefined;
  readonly onClose: () => void;
}

/** A limit of a project or the tenant: its figures, what they do to what waits now, and the way back. */
export function RuleDialog({ rule, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const { project: here } = usePlace();
  // As it was when the dialog was opened: the way back leads there.
  const [former] = useState(rule && ruleFigures(rule));
  const [name, setName] = useState(rule?.name ?? '');
  const [level, setLevel] = useState<'project' | 'tenant'>('project');
  const [texts, setTexts] = useState(textsOf(former));
  const [reason, setReason] = useState('');
  const change = useChange<LimitRule>({ path: PATH, changes: ofNouns(LIMITS_KEYS) });
  const project = rule ? rule.project : level === 'project' ? here : undefined;
  const scope = { name: name.trim(), ...(project !== undefined && { project }) };
  const { data: rules } = useQuery(limitRulesQuery);
  const isTaken =
    !rule && !change.isPending && rules?.items.some((one) => one.name === scope.name && one.project === scope.project);
  const figures = figuresOf(texts, former);
  const wordFor = (of: RuleField, text: string): string => {
    if (of !== 'counts') return text === '' ? '–' : text;
    return text === '' ? '–' : t(text === 'runs' ? 'limits.countsRuns' : 'limits.countsTasks');
  };
  const changed = figures ? differences(former, figures) : [];
  const sentence = changed
    .map(({ field, before, after }) =>
      t('limits.difference', {
        field: t(`limits.field.${field}`),
        before: wordFor(field, before),
        after: wordFor(field, after),
      }),
    )
    .join(' · ');
  const title = rule ? t('limits.setTitle', { name: rule.name }) : t('limits.addTitle');
  if (change.data) {
    // What somebody else has made of it since then is not undone.
    const done = { ...scope, number: change.data.number };
    return (
      <DoneDialog
        title={title}
        undo={former ? { path: PATH, body: { ...done, ...former } } : { path: `${PATH}/remove`, body: done }}
        changes={LIMITS_KEYS}
        onClose={onClose}
      >
        <p role="status">{t('limits.setDone', { sentence })}</p>
      </DoneDialog>
    );
  }
  const body: SetLimitRule = { ...scope, number: rule?.number ?? 0, ...figures, ...(reason !== '' && { reason }) };
  const field = (of: 'max' | 'limit' | 'per' | 'key' | 'when') => ({
    label: t(`limits.${of}`),
    value: texts[of],
    onChange: (text: string) => setTexts({ ...texts, [of]: text }),
  });
  return (
    <ChangeFrame
      title={title}
      submit={t('limits.setSubmit')}
      isReady={NAME.test(scope.name) && !isTaken && changed.length > 0}
      change={change}
      onSubmit={() => change.mutate(body)}
      cli={setCommand(body)}
      http={{ path: PATH, body }}
      onClose={onClose}
    >
      {!rule && (
        <>
          <TextField label={t('limits.ruleName')} value={name} onChange={setName} hint={t('limits.nameHint')} />
          <ChoiceList
            label={t('limits.of')}
            value={level}
            onChange={setLevel}
            choices={[
              { value: 'project', label: t('limits.ofProject', { project: here }) },
              { value: 'tenant', label: t('limits.ofTenant') },
            ]}
            inline
          />
          {isTaken && (
            <p className="field-error" role="alert">
              {t('limits.nameTaken', { name: scope.name })}
            </p>
          )}
        </>
      )}
      <ChoiceList
        label={t('limits.field.counts')}
        value={texts.counts}
        onChange={(counts) => setTexts({ ...texts, counts })}
        choices={[
          { value: 'task_runs', label: t('limits.countsTasks') },
          { value: 'runs', label: t('limits.countsRuns') },
        ]}
        inline
      />
      <TextField {...field('max')} hint={t('limits.maxHint')} />
      <TextField {...field('limit')} hint={t('limits.limitHint')} />
      {texts.limit.trim() !== '' && <TextField {...field('per')} hint={t('limits.perHint')} />}
      <TextField {...field('key')} hint={t('limits.keyHint', { example: '${{ params.shop }}' })} />
      <TextField {...field('when')} hint={t('limits.whenHint')} />
      <ReasonField value={reason} onChange={setReason} />
      {figures ? (
        <RuleEffects rule={rule} next={figures} sentence={sentence} />
      ) : (
        <p className="soft" role="status">
          {t('limits.wrongFigures')}
        </p>
      )}
    </ChangeFrame>
  );
}

interface RuleEffectsProps {
  readonly rule: LimitRule | undefined;
  /** Undefined: it is removed. */
  readonly next: RuleFigures | undefined;
  /** In what it differs; empty: in nothing. */
  readonly sentence: string;
}

/** What waits and what goes on then, in the environment that is open. */
export function RuleEffects({ rule, next, sentence }: RuleEffectsProps) {
  const { t } = useTranslation();
  const { environment } = usePlace();
  const { data } = useQuery(limitsQuery(environment));
  if (!data) return null;
  return (
    <div className="change-preview" role="status">
      <b>{sentence === '' ? t('limits.nothingChanged') : sentence}</b>
      {sentence !== '' &&
        limitEffects(rule, next, data.items).map((effect) => (
          <p key={effect.is}>
            {t(`limits.effect.${effect.is}`, {
              count: 'count' in effect ? effect.count : 'held' in effect ? effect.held : 0,
              environment,
            })}
          </p>
        ))}
    </div>
  );
}
