/** What happened is not what the scenario expects. Any other error means that the scenario itself is wrong. */
export class Deviation extends Error {
  override readonly name = 'Deviation';
  /** It will not become right by waiting. */
  readonly isSettled: boolean;
  constructor(
    message: string,
    { isSettled = false, cause }: { readonly isSettled?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.isSettled = isSettled;
  }
}
