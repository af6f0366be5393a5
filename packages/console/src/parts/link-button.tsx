import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

interface LinkButtonProps extends Omit<ButtonProps, 'type'> {
  /** What a page is mostly there for. The router keeps a `type` to itself. */
  readonly isMain?: boolean;
}

/** A link that looks like a button: it goes somewhere, so it can be opened in another tab. */
export const LinkButton = createLink(({ isMain = false, ...props }: LinkButtonProps) => (
  <Button {...props} type={isMain ? 'primary' : 'default'} />
));
