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

interface SameCommandProps {
  readonly cli: string;
  readonly http?: HttpRequest;
  /** It stands on a page of its own accord, below no other heading. */
  readonly ofPage?: boolean;
}

/** What a form does, or a page shows, as a command and as a request: nothing here is the console's alone. */
export function SameCommand({ cli, http, ofPage = false }: SameCommandProps) {
  const { t } = useTranslation();
  const Heading = ofPage ? 'h2' : 'h3';
  return (
    <div className="same-command">
      <Heading>{t('start.cli')}</Heading>
      <Command text={cli} />
      {http && (
        <>
          <Heading>{t('start.http')}</Heading>
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
