import { useState } from 'react';
import { ChangeDialog } from './change-dialog.tsx';
import { ReasonField } from './reason-field.tsx';
import { withReason } from './with-reason.ts';

interface HoldDialogProps {
  readonly title: string;
  /** What becomes of it. */
  readonly effect: string;
  readonly submit: string;
  readonly path: string;
  /** Without its reason. */
  readonly cli: string;
  readonly changes: readonly string[];
  readonly onClose: () => void;
}

/** One thing is held or let go: what that means, and why it is done. */
export function HoldDialog({ effect, cli, ...rest }: HoldDialogProps) {
  const [reason, setReason] = useState('');
  return (
    <ChangeDialog {...rest} body={reason === '' ? {} : { reason }} cli={withReason(cli, reason)}>
      <p className="soft">{effect}</p>
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}
