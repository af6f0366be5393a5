import type { Token } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../alerts/text-field.tsx';
import { ChoiceList } from '../parts/choice-list.tsx';
import { CommandDialog } from '../parts/command-dialog.tsx';
import { shellWord } from '../parts/shell-word.ts';

const LIVES = ['7d', '30d', '90d', '365d'] as const;
type Life = (typeof LIVES)[number];

/** The command prints the token where it is needed, and it passes through no browser. */
export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Token['tokenKind']>('api');
  const [name, setName] = useState('');
  const [life, setLife] = useState<Life>('90d');
  const named = name === '' ? t('secrets.aName') : shellWord(name);
  return (
    <CommandDialog
      title={t('tokens.createTitle')}
      cli={`npx carillon token create --kind ${kind} --name ${named} --expires ${life}`}
      onClose={onClose}
    >
      <p className="soft">{t('tokens.createEffect')}</p>
      <p className="soft">{t('admin.byToken')}</p>
      <ChoiceList
        label={t('tokens.kind')}
        value={kind}
        onChange={setKind}
        choices={[
          { value: 'api', label: t('tokenKind.api'), hint: t('tokens.apiHint') },
          { value: 'worker', label: t('tokenKind.worker'), hint: t('tokens.workerHint') },
        ]}
      />
      <TextField label={t('tokens.name')} value={name} onChange={setName} hint={t('tokens.nameHint')} />
      <ChoiceList
        label={t('tokens.life')}
        value={life}
        onChange={setLife}
        choices={LIVES.map((value) => ({ value, label: t('tokens.days', { count: Number.parseInt(value, 10) }) }))}
        inline
      />
    </CommandDialog>
  );
}

export function RevokeTokenDialog({ token: { id, name }, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <CommandDialog
      title={t('tokens.revokeTitle', { name })}
      cli={`npx carillon token revoke ${shellWord(id)}`}
      onClose={onClose}
    >
      <p className="soft">{t('tokens.revokeEffect')}</p>
      <p className="soft">{t('admin.byToken')}</p>
    </CommandDialog>
  );
}
