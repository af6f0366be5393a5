import { ChangeDialog } from './change-dialog.tsx';

interface RemoveDialogProps {
  /** Names it. */
  readonly title: string;
  /** What stops with it. */
  readonly effect: string;
  readonly submit: string;
  /** Below `/api/v1`. */
  readonly path: string;
  /** Where it has no address of its own: what it is for, posted to `path`. */
  readonly scope?: object;
  readonly cli: string;
  readonly changes: readonly string[];
  readonly onClose: () => void;
}

/** What cannot be taken back with a click is not done with one. */
export function RemoveDialog({ effect, scope, ...rest }: RemoveDialogProps) {
  return (
    <ChangeDialog {...rest} danger method={scope ? 'POST' : 'DELETE'} body={scope ?? {}}>
      <p className="soft">{effect}</p>
    </ChangeDialog>
  );
}
