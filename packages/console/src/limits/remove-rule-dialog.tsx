import type { LimitRule } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeFrame } from '../parts/change-frame.tsx';
import { DoneDialog } from '../parts/done-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { withReason } from '../parts/with-reason.ts';
import { LIMITS_KEYS } from './limit-queries.ts';
import { RuleEffects } from './rule-dialog.tsx';
import { removeCommand, ruleFigures } from './rule-figures.ts';

const PATH = '/limit-rules';

/** Removes a limit; what waits for it goes on, and the same limit can be set again at once. */
export function RemoveRuleDialog({ rule, onClose }: { rule: LimitRule; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, project } = rule;
  const [reason, setReason] = useState('');
  const [isRemoved, setRemoved] = useState(false);
  const change = useChange<undefined>({
    path: `${PATH}/remove`,
    changes: ofNouns(LIMITS_KEYS),
    onDone: () => setRemoved(true),
  });
  const scope = { name, ...(project !== undefined && { project }) };
  const title = t('limits.removeTitle', { name });
  if (isRemoved)
    return (
      <DoneDialog
        title={title}
        undo={{ path: PATH, body: { ...scope, number: 0, ...ruleFigures(rule) } }}
        changes={LIMITS_KEYS}
        onClose={onClose}
      >
        <p role="status">{t('limits.removed', { name })}</p>
      </DoneDialog>
    );
  const body = { ...scope, number: rule.number, ...(reason !== '' && { reason }) };
  return (
    <ChangeFrame
      title={title}
      submit={t('limits.removeSubmit')}
      danger
      change={change}
      onSubmit={() => change.mutate(body)}
      cli={withReason(removeCommand(scope), reason)}
      http={{ path: `${PATH}/remove`, body }}
      onClose={onClose}
    >
      <ReasonField value={reason} onChange={setReason} />
      <RuleEffects rule={rule} next={undefined} sentence={t('limits.removeEffect')} />
    </ChangeFrame>
  );
}
