/** Search in the log of an attempt, however long it is: each request looks at a bounded part and says how far it came. */
import { CarillonError, findInLog, said } from '@carillon/core';
import { LogHits } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, taskRunOf } from './context.ts';

const OfAttempt = Type.Object({
  id: Type.String({ maxLength: 64 }),
  attempt: Type.Integer({ minimum: 1, maximum: 32_767 }),
});
const MAX_HITS = 1_000;
const DEFAULT_HITS = 100;
const Query = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 500, description: 'words, whatever their case' }),
  pattern: Type.Optional(
    Type.Enum(['1', 'true'], {
      description: '`text` is a regular expression (RE2), which minds case: `(?i)` in front does not',
    }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_HITS, default: DEFAULT_HITS })),
});

/** About a second of one core each: a pattern that does not mind case is the slowest, at some 5 MB a second. */
const MAX_BYTES = { words: 64 * 2 ** 20, pattern: 8 * 2 ** 20 };

export function addLogSearchRoutes(app: App, { queries }: ApiContext): void {
  app.get<{ Params: Static<typeof OfAttempt>; Querystring: Static<typeof Query> }>(
    '/task-runs/:id/attempts/:attempt/log/search',
    {
      config: { access: { action: 'log.read', resource: 'run' } },
      schema: {
        tags: ['task runs'],
        summary: 'Lines of an attempt’s log, found by words or a pattern',
        params: OfAttempt,
        querystring: Query,
        response: { 200: ref(LogHits) },
      },
      handler: async (request): Promise<LogHits> => {
        const { id, attempt } = request.params;
        const { text, pattern, cursor, limit = DEFAULT_HITS } = request.query;
        const isPattern = pattern !== undefined;
        const find = findInLog({ text, isPattern });
        if (!find) {
          throw new CarillonError({
            code: 'VALIDATION_REQUEST',
            message: said`this is no regular expression of RE2, or one that would cost too much`,
            hint: said`RE2 has no look-around and no back references; write fewer counted repetitions.`,
          });
        }
        const maxBytes = MAX_BYTES[isPattern ? 'pattern' : 'words'];
        const place = { ...taskRunOf(id), attempt };
        const found = await queries.searchLog(principalOf(request), place, { find, cursor, limit, maxBytes });
        if (!found) throw notFound('attempt');
        const { hits, nextCursor, searched, size } = found;
        return { items: [...hits], ...(nextCursor !== undefined && { nextCursor }), searched, size };
      },
    },
  );
}
