import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

/** A link that looks like a button: it goes somewhere, so it can be opened in another tab. */
export const LinkButton = createLink((props: ButtonProps) => <Button {...props} />);
