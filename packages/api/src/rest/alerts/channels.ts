/** Channels: where the notices of a project go. Sending is the alerter's alone, tests as well. */
import {
  CarillonError,
  type ChannelRecord,
  formatId,
  MAX_CHANNELS,
  type NoticeRecord,
  parseId,
  said,
  type Said,
} from '@carillon/core';
import { AlertNotice, Channel, SetChannel } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import { type ApiContext, type App, notFound } from '../context.ts';
import { IdempotencyHeader, idempotencyOf, onceMade } from '../idempotency.ts';
import { given } from '../query.ts';
import { API, instant } from '../views.ts';
import { noticeObstacle, noticeView } from './alerts.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const OfProject = Type.Object({ project: Type.String({ maxLength: 63 }) });
const tags = ['alerts'];

type OfChannel = { Params: Static<typeof ById> };

export function addChannelRoutes(app: App, { alerts }: Pick<ApiContext, 'alerts'>): void {
  const findNotice = async (request: FastifyRequest<OfChannel>): Promise<NoticeRecord> => {
    const id = parseId('evt', request.params.id);
    const notice = id === undefined ? undefined : await alerts.notice(principalOf(request), id);
    if (!notice) throw notFound('notice');
    return notice;
  };

  app.get<{ Querystring: Static<typeof OfProject> }>('/channels', {
    config: { access: { action: 'channel.read', resource: 'channel' } },
    schema: {
      tags,
      summary: 'Channels of a project, by name',
      querystring: OfProject,
      response: { 200: pageRef('ChannelPage') },
    },
    handler: async (request) => ({
      items: (await alerts.channels(principalOf(request), request.query)).map(channelView),
    }),
  });

  app.post<{ Body: SetChannel }>('/channels', {
    config: { access: { action: 'channel.set', resource: 'channel' } },
    schema: {
      tags,
      summary: 'Set where notices go; a channel of that name is replaced',
      body: ref(SetChannel),
      response: { 200: ref(Channel) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { project, name, type = 'webhook', url, urlSecret, signingSecret, enabled = true } = request.body;
      assertTarget(type, request.body);
      const channel = { id: newUuid(), project, name, kind: type, url, urlSecret, signingSecret, enabled };
      const saved = await alerts.setChannel(principal, channel, { actor: principal.name });
      if (saved === 'no_project') throw notFound('project');
      if (saved === 'full')
        throw new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`the project "${project}" has ${MAX_CHANNELS} channels, which is as many as it may have`,
          hint: said`Remove one that nobody reads.`,
        });
      request.audit.after = { type, enabled, ...given({ urlSecret, signingSecret }) };
      return channelView(saved);
    },
  });

  app.delete<OfChannel>('/channels/:id', {
    config: { access: { action: 'channel.remove', resource: 'channel' } },
    schema: {
      tags,
      summary: 'Remove a channel, with what waits for it',
      params: ById,
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const id = parseId('chn', request.params.id);
      const before = id === undefined ? undefined : await alerts.channel(principal, id);
      if (!before || !(await alerts.removeChannel(principal, before.id))) throw notFound('channel');
      request.audit.object = { name: before.name };
      request.audit.project = before.project;
      return reply.code(204).send();
    },
  });

  app.post<OfChannel>('/channels/:id/test', {
    config: { access: { action: 'channel.test', resource: 'channel' } },
    schema: {
      tags,
      summary: 'Send a notice that says only that it arrived; ask for the notice to see whether it did',
      params: ById,
      headers: IdempotencyHeader,
      response: { 202: ref(AlertNotice) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const id = parseId('chn', request.params.id);
      const idempotency = idempotencyOf(request, principal, 'POST /channels/{id}/test');
      const result = id && (await alerts.testChannel(principal, id, { id: newUuid(), idempotency }));
      const notice = result && (await alerts.notice(principal, onceMade(result, reply).id));
      if (!notice) throw notFound('channel');
      return reply.code(202).send(noticeView(notice, principal));
    },
  });

  app.get<{ Params: Static<typeof ById> }>('/alert-notices/:id', {
    config: { access: { action: 'alert.read', resource: 'alert' } },
    schema: { tags, summary: 'What became of a notice', params: ById, response: { 200: ref(AlertNotice) } },
    handler: async (request) => noticeView(await findNotice(request), principalOf(request)),
  });

  app.post<OfChannel>('/alert-notices/:id/retry', {
    config: { access: { action: 'alert.retry_notice', resource: 'alert' } },
    schema: {
      tags,
      summary: 'Send a notice that was given up from its first try on, with the same id',
      params: ById,
      response: { 200: ref(AlertNotice) },
    },
    handler: async (request) => {
      const { id, channel, state } = await findNotice(request);
      request.audit.object = { name: channel ?? '' };
      if (!(await alerts.retryNotice(principalOf(request), id)))
        throw new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`the notice is ${state}`,
          refusal: noticeObstacle(state),
        });
      return noticeView(await findNotice(request), principalOf(request));
    },
  });
}

function assertTarget(type: string, { url, urlSecret }: SetChannel): void {
  const wrong = (message: Said, hint: Said) => new CarillonError({ code: 'VALIDATION_REQUEST', message, hint });
  if (type !== 'webhook')
    throw wrong(
      said`there are no channels of the type "${type}"`,
      said`Use webhook: chat and pager services take one, and so does what sends mail for you.`,
    );
  if ((url === undefined) === (urlSecret === undefined))
    throw wrong(
      said`a channel has url or urlSecret`,
      said`Name a secret where the address itself lets whoever has it post.`,
    );
  if (url === undefined) return;
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (protocol !== 'http:' && protocol !== 'https:')
    throw wrong(said`"${url.slice(0, 200)}" is no address of the web`, said`Write https://…`);
}

function channelView(record: ChannelRecord): Channel {
  const { id, kind, url, urlSecret, signingSecret, setAt, deliveredAt, failedAt, error, errorSaid, ...channel } =
    record;
  return {
    ...API,
    kind: 'Channel',
    id: formatId('chn', id),
    ...channel,
    type: kind as Channel['type'],
    setAt: setAt.toISOString(),
    ...given({
      url,
      urlSecret,
      signingSecret,
      deliveredAt: instant(deliveredAt),
      failedAt: instant(failedAt),
      error,
      errorSaid,
    }),
  };
}
