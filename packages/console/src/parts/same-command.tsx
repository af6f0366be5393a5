import { useTranslation } from 'react-i18next';
import { Command } from './copy-button.tsx';
import { shellWord } from './shell-word.ts';
import './same-command.css';

export interface HttpRequest {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly method?: 'POST' | 'DELETE' | undefined;
  readonly body: object;
}

/** What a form does, as a command and as a request: nothing here is the console's alone. */
export function SameCommand({ cli, http }: { cli: string; http?: HttpRequest }) {
  const { t } = useTranslation();
  return (
    <div className="same-command">
      <h3>{t('start.cli')}</h3>
      <Command text={cli} />
      {http && (
        <>
          <h3>{t('start.http')}</h3>
          <Command text={curl(http)} />
        </>
      )}
    </div>
  );
}

/** The token stays in the environment of whoever types it. */
const curl = ({ path, method = 'POST', body }: HttpRequest): string =>
  [
    `curl -X ${method} ${shellWord(`${location.origin}/api/v1${path}`)}`,
    `-H "Authorization: Bearer $CARILLON_TOKEN" -H 'Content-Type: application/json'`,
    `-d ${shellWord(JSON.stringify(body))}`,
  ].join(' ');
