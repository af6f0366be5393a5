/**
 * A safety net under the logs, not the reason why secrets stay out of them. Fields whose names say
 * "secret" lose their value; tokens and passwords in URLs are cut out of any text by their shape.
 */

const SECRET_NAMES = ['password', 'token', 'secret', 'authorization', 'cookie', 'csrfToken', 'apiKey', 'databaseUrl'];

/** pino's paths: at the top of a line, one and two levels down. */
export const SECRET_FIELDS: readonly string[] = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export const MASK = '[redacted]';

/** `crl_<kind>_<id>_<secret>_<checksum>`: the id stays, so that the token can be found and revoked. */
const TOKEN = /\bcrl_([a-z]{3})_([0-9A-Za-z]{6,26})_[\w-]{20,}/g;
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@"]{0,100}):[^\s/@"]{1,200}@/g;
const SIGN_IN_CODE = /#sign-in=[\w-]+/g;

export function redactText(text: string): string {
  return text
    .replace(TOKEN, `crl_$1_$2_${MASK}`)
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(SIGN_IN_CODE, `#sign-in=${MASK}`);
}
