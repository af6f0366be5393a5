import { Button } from 'antd';
import { type MouseEvent, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { type Offer, useRefusal } from './refusal.ts';
import { Tooltip } from './tooltip.tsx';
import './action-button.css';

const TRIGGERS: ('hover' | 'focus')[] = ['hover', 'focus'];

interface ActionButtonProps {
  readonly action: Offer;
  readonly text: string;
  /** Tells the buttons of several rows apart. */
  readonly name?: string;
  readonly icon?: IconName;
  /** The icon alone. */
  readonly bare?: boolean;
  /** The text only where there is room for it. */
  readonly textClassName?: string;
  readonly type?: 'default' | 'primary' | 'link';
  readonly danger?: boolean;
  readonly small?: boolean;
  readonly busy?: boolean;
  readonly onClick: () => void;
}

/**
 * A button that names its effect. One that cannot be pressed can be reached all the same, by keyboard and by finger, as it
 * says why: a disabled element would take neither focus nor touch.
 */
export function ActionButton(props: ActionButtonProps) {
  const { action, text, name, icon, bare = false, textClassName, type, danger, small, busy, onClick } = props;
  const why = useRefusal()(action);
  const [isTold, setTold] = useState(false);
  const given = {
    onClick: ({ currentTarget }: MouseEvent<HTMLElement>) => {
      if (action.allowed) return onClick();
      // A finger does not hover, nor bring the focus everywhere; what has it tells until it is lost.
      currentTarget.focus();
      setTold(true);
    },
    ...(name !== undefined && { 'aria-label': name }),
    ...(!action.allowed && { 'aria-disabled': true }),
  };
  const button = bare ? (
    <button type="button" className={`plain ${action.allowed ? '' : 'is-refused'}`} {...given}>
      {icon && <Icon name={icon} size={14} />}
    </button>
  ) : (
    <Button
      type={type ?? 'default'}
      size={small ? 'small' : 'medium'}
      danger={danger === true}
      loading={busy === true}
      className={action.allowed ? '' : 'is-refused'}
      {...(icon && { icon: <Icon name={icon} size={small ? 12 : 14} /> })}
      {...given}
    >
      {textClassName === undefined ? text : <span className={textClassName}>{text}</span>}
    </Button>
  );
  const tip = why ?? (bare ? text : undefined);
  return (
    <Tooltip title={tip} trigger={TRIGGERS} open={isTold && tip !== undefined} onOpenChange={setTold}>
      {button}
    </Tooltip>
  );
}
