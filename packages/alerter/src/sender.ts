/** Sends one notice to where it belongs. Requests of projects go the checked way out; the operator's own receiver may be anywhere. */
import { type DueNotice, type NoticeChannel, said, SaidError, type SecretReader } from '@carillon/core';
import { type NoticeLinks, webhookMessage } from './channels/webhook/message.ts';

const TIMEOUT_MS = 10_000;
const ALERTER = { task: '', worker: 'alerter' } as const;

/** A POST that went through has its status; everything else throws. */
export type Post = (message: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}) => Promise<{ readonly status: number }>;

export interface SenderParts {
  /** The receiver of the installation. */
  readonly webhookUrl: string | undefined;
  readonly links: NoticeLinks;
  /** The way out for addresses that users choose (SECURITY S7). */
  readonly post: Post;
  readonly secrets: SecretReader;
  /** Milliseconds since 1970, for the time in the headers; a port for tests. */
  readonly now?: () => number;
}

/** @throws when the receiver did not answer 2xx in time */
export type Send = (notice: DueNotice) => Promise<void>;

export function createSender({ webhookUrl, links, post, secrets, now = Date.now }: SenderParts): Send {
  const target = async (notice: DueNotice, channel: NoticeChannel) => {
    const { url, urlSecret, signingSecret } = channel;
    const names = [urlSecret, signingSecret].filter((name) => name !== undefined);
    const { scope, project, alert } = notice;
    const consumer = { ...ALERTER, project, environment: alert?.environment ?? '', workflow: alert?.workflow ?? '' };
    const values = names.length > 0 ? await secrets.read(scope, names, consumer) : {};
    for (const name of names)
      if (values[name] === undefined) throw new SaidError(said`there is no secret "${name}" here`);
    const address = urlSecret === undefined ? url : values[urlSecret]?.trim();
    if (address === undefined) throw new SaidError(said`the channel "${channel.name}" has no address`);
    return { url: address, signingSecret: signingSecret === undefined ? undefined : values[signingSecret] };
  };

  return async (notice) => {
    const { channel } = notice;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    if (!channel) {
      if (webhookUrl === undefined) throw new SaidError(said`the installation has no receiver any more`);
      const { headers, body } = webhookMessage(notice, links, { nowMs: now(), signingSecret: undefined });
      const answer = await fetch(webhookUrl, { method: 'POST', redirect: 'error', signal, headers, body });
      await answer.arrayBuffer();
      return assertTaken(answer.status);
    }
    const { url, signingSecret } = await target(notice, channel);
    const { status } = await post({ ...webhookMessage(notice, links, { nowMs: now(), signingSecret }), url, signal });
    assertTaken(status);
  };
}

function assertTaken(status: number): void {
  if (status < 200 || status > 299) throw new SaidError(said`the receiver answered ${status}`);
}
