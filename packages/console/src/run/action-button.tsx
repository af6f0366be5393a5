import type { Action } from '@carillon/protocol';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../parts/icon.tsx';

interface ActionButtonProps {
  readonly action: Action;
  readonly text: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly small?: boolean;
  readonly busy?: boolean;
  readonly onClick: () => void;
}

/** A button that names its effect, and says why where it cannot be pressed. */
export function ActionButton({ action, text, icon, danger, small, busy, onClick }: ActionButtonProps) {
  const { t } = useTranslation();
  const { allowed, code, reason = '' } = action;
  return (
    <Button
      size={small ? 'small' : 'medium'}
      danger={danger === true}
      loading={busy === true}
      disabled={!allowed}
      title={code === undefined ? reason : t(`obstacle.${code}`, { defaultValue: reason })}
      {...(icon && { icon: <Icon name={icon} size={14} /> })}
      onClick={onClick}
    >
      {text}
    </Button>
  );
}
