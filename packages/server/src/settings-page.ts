/** The reference page of settings, written from their declarations; a test holds the committed page to it. */
import type { Setting } from '@carillon/runtime';
import { SERVER_SETTINGS, WORKER_SETTINGS } from './config.ts';

const FORMS: Readonly<Record<Setting['type'], string>> = {
  text: 'text',
  integer: 'whole number',
  duration: 'duration: `250ms` `30s` `5m` `6h` `2d`',
  size: 'size: `512Mi` `2Gi`',
  boolean: '`true` or `false`',
  list: 'words separated by commas',
};

export function settingsPage(): string {
  return `# Settings

Every setting is a variable of the environment; most are also flags, see \`carillon server --help\` and
\`carillon worker run --help\`. A flag wins. An unknown \`CARILLON_\` variable is refused, so that a typing error
does not pass for a setting. Made by \`npm run generate\` from \`packages/server/src/config.ts\`.

## \`carillon server\`, \`carillon dev\`, \`carillon migrate\`

${table(SERVER_SETTINGS)}

## \`carillon worker run\`

${table(WORKER_SETTINGS)}
`;
}

function table(settings: Readonly<Record<string, Setting>>): string {
  const rows = Object.values(settings).map(
    (setting) =>
      `| \`${setting.env}\` | ${form(setting)} | ${setting.default === undefined ? '' : `\`${setting.default}\``} | ${setting.description} |`,
  );
  return ['| variable | form | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function form({ type, oneOf, min, max }: Setting): string {
  if (oneOf) return `${type === 'list' ? 'some of' : 'one of'} ${oneOf.map((word) => `\`${word}\``).join(' ')}`;
  return min === undefined || max === undefined ? FORMS[type] : `${FORMS[type]}, ${min} to ${max}`;
}
