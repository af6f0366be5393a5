import type { Secret } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../alerts/text-field.tsx';
import { CommandDialog } from '../parts/command-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { type Level, levelFlags } from './level.tsx';
import { LevelChoice } from './level-choice.tsx';

interface SetSecretDialogProps {
  /** Undefined: a new one. */
  readonly secret?: Secret;
  readonly onClose: () => void;
}

/** The value is typed where the command runs, and passes through no browser. */
export function SetSecretDialog({ secret, onClose }: SetSecretDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(secret?.name ?? '');
  const [level, setLevel] = useState<Level>(secret ?? {});
  const [reason, setReason] = useState('');
  return (
    <CommandDialog
      title={secret ? t('secrets.setTitle', { name: secret.name }) : t('secrets.addTitle')}
      cli={`npx carillon secret set ${name === '' ? t('secrets.aName') : shellWord(name)}${levelFlags(level)}${reasonFlag(reason)}`}
      onClose={onClose}
    >
      <p className="soft">{t(secret ? 'secrets.setEffect' : 'secrets.addEffect')}</p>
      <p className="soft">{t('admin.byToken')}</p>
      {!secret && (
        <>
          <TextField label={t('secrets.name')} value={name} onChange={setName} hint={t('admin.nameHint')} />
          <LevelChoice value={level} onChange={setLevel} />
        </>
      )}
      <ReasonField value={reason} onChange={setReason} />
    </CommandDialog>
  );
}

export function RemoveSecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { name, usedBy } = secret;
  return (
    <CommandDialog
      title={t('secrets.removeTitle', { name })}
      cli={`npx carillon secret rm ${shellWord(name)}${levelFlags(secret)}${reasonFlag(reason)}`}
      onClose={onClose}
    >
      <p className="soft">{usedBy === 0 ? t('secrets.removeUnused') : t('secrets.removeEffect', { count: usedBy })}</p>
      <p className="soft">{t('admin.byToken')}</p>
      <ReasonField value={reason} onChange={setReason} />
    </CommandDialog>
  );
}

const reasonFlag = (reason: string): string => (reason === '' ? '' : ` --reason ${shellWord(reason)}`);
