/** Whether the store failed, and not what it was asked for: then nobody is to blame but the moment. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
const SYSTEM_CODE = /^E[A-Z]+$/;

export function isStoreError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && (SQLSTATE.test(code) || SYSTEM_CODE.test(code) || code.startsWith('STORE_'));
}
