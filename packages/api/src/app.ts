/** The HTTP application: hooks in their order, routes, and what surrounds them. */
import cookie from '@fastify/cookie';
import { newUuid, type Metrics } from '@carillon/runtime';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Authenticator } from './auth/authenticator.ts';
import type { SignIn } from './auth/sign-in.ts';
import { createTokenBuckets } from './auth/token-bucket.ts';
import { BODY_LIMIT_BYTES, DEFAULT_RATE_LIMIT, DEFAULT_TENANT_RATE_LIMIT, isSecure } from './config.ts';
import { createFeedHub } from './events/feed-hub.ts';
import { addStreamRoute } from './events/stream.ts';
import { addAccessHooks } from './http/access-hooks.ts';
import { answerClientError } from './http/client-errors.ts';
import { addAuditHook } from './audit/audit-hook.ts';
import { addConsole } from './http/console.ts';
import { refuseDeepBody } from './http/deep-body.ts';
import { addErrorHandler } from './http/errors.ts';
import { addNearLimits } from './http/near-limits.ts';
import { addHealthRoutes } from './http/health.ts';
import { API_PREFIX, addOpenApi, addOpenApiRoutes } from './http/openapi.ts';
import { namedSchemas } from './http/schemas.ts';
import { addShedding } from './http/shedding.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { takeNoParameters } from './http/unknown-parameters.ts';
import { createSerializerCompiler } from './http/serialization.ts';
import { createValidatorCompiler } from './http/validation.ts';
import type { ApiContext } from './rest/context.ts';
import { addAlertRoutes } from './rest/alerts/alerts.ts';
import { addAlertRuleRoutes } from './rest/alerts/rules.ts';
import { addChannelRoutes } from './rest/alerts/channels.ts';
import { addSilenceRoutes } from './rest/alerts/silences.ts';
import { addApprovalRoutes } from './rest/approvals.ts';
import { addBackfillRoutes } from './rest/backfills.ts';
import { addAuditRoutes } from './rest/audit.ts';
import { addCalendarRoutes } from './rest/calendars/routes.ts';
import { addDocumentRoutes } from './rest/documents.ts';
import { addDraftRoutes } from './rest/drafts.ts';
import { addDryRunRoute } from './rest/dry-run.ts';
import { addPlaceRoutes } from './rest/places.ts';
import { addPlanRoutes } from './rest/plans.ts';
import { addQueueRoutes } from './rest/queues.ts';
import { addIncidentRoutes } from './rest/incidents.ts';
import { addRunControlRoutes } from './rest/run-control.ts';
import { addExplainRoutes } from './rest/explain.ts';
import { addRunChildrenRoutes } from './rest/run-children.ts';
import { addRunNoteRoutes } from './rest/run-notes.ts';
import { addRunRoutes } from './rest/runs.ts';
import { addScheduleActions } from './rest/schedules/actions.ts';
import { addPreviewRoutes } from './rest/schedules/preview.ts';
import { addScheduleRoutes } from './rest/schedules/routes.ts';
import { addUpcomingRoutes } from './rest/schedules/upcoming-routes.ts';
import { addDatasetRoutes } from './rest/datasets.ts';
import { addSavedViewRoutes } from './rest/saved-views.ts';
import { addSearchRoutes } from './rest/search.ts';
import { addSecretRoutes } from './rest/secrets.ts';
import { addSignalRoutes } from './rest/signals.ts';
import { addSessionRoutes } from './rest/session.ts';
import { addStartRoutes } from './rest/start-run.ts';
import { addTaskRunControlRoutes } from './rest/task-run-control.ts';
import { addTaskTestRoute } from './rest/task-test.ts';
import { addLogSearchRoutes } from './rest/log-search.ts';
import { addTaskRunRoutes } from './rest/task-runs.ts';
import { addTokenRoutes } from './rest/tokens.ts';
import { addPlatformHealthRoutes } from './rest/platform-health.ts';
import { addLimitRoutes } from './rest/limits.ts';
import { addLineageRoute } from './rest/lineage.ts';
import { addMatrixRoutes } from './rest/matrix.ts';
import { addOverviewRoutes } from './rest/overview.ts';
import { addVariableRoutes } from './rest/variables.ts';
import { addWorkerRoutes } from './rest/workers.ts';
import { addRunsOfDateRoute } from './rest/runs-of-date.ts';
import { addWorkflowDateRoutes } from './rest/workflow-dates.ts';
import { addWorkflowPauseRoutes } from './rest/workflow-pause.ts';
import { addWorkflowRoutes } from './rest/workflows.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** What an address may try without good credentials. */
const STRANGER_RATE = { perSecond: 20, burst: 100 } as const;

export interface AppParts {
  readonly authenticator: Authenticator;
  readonly signIn: SignIn;
  readonly metrics: Metrics;
}

export async function buildApp(
  context: ApiContext,
  { authenticator, signIn, metrics }: AppParts,
): Promise<FastifyInstance> {
  const { config, clock, log } = context;
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    genReqId: () => newUuid(),
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: answerClientError,
  });
  const schemas = namedSchemas();
  for (const schema of schemas) app.addSchema(schema);
  app.setValidatorCompiler(createValidatorCompiler(schemas));
  app.setSerializerCompiler(createSerializerCompiler(schemas));

  observe(app, metrics);
  const secure = isSecure(config);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onSend', async (_request, reply) => setSecurityHeaders(reply, secure));
  await app.register(cookie);
  addAuditHook(app, { audit: context.audit, clock, log });
  const routes = addAccessHooks(app, {
    authenticator,
    callers: createTokenBuckets(config.rateLimit ?? DEFAULT_RATE_LIMIT, clock),
    tenants: createTokenBuckets(config.tenantRateLimit ?? DEFAULT_TENANT_RATE_LIMIT, clock),
    strangers: createTokenBuckets(STRANGER_RATE, clock),
  });
  addShedding(app, context.admit);
  addNearLimits(app, metrics, log);
  app.addHook('preValidation', async ({ body }) => refuseDeepBody(body));
  addErrorHandler(app, log);
  await addOpenApi(app);
  const hub = createFeedHub({ queries: context.queries, log });
  await app.register(
    async (api) => {
      api.addHook('onRoute', takeNoParameters);
      addSessionRoutes(api, context, { authenticator, signIn });
      await api.register(async (documents) => addDocumentRoutes(documents, context));
      addDraftRoutes(api, context);
      addDryRunRoute(api, context);
      addTaskTestRoute(api, context);
      addCalendarRoutes(api, context);
      addWorkflowRoutes(api, context);
      addWorkflowDateRoutes(api, context);
      addRunsOfDateRoute(api, context);
      addWorkflowPauseRoutes(api, context);
      addStartRoutes(api, context);
      addRunRoutes(api, context);
      addRunChildrenRoutes(api, context);
      addQueueRoutes(api, context);
      addIncidentRoutes(api, context);
      addRunControlRoutes(api, context);
      addRunNoteRoutes(api, context);
      addTaskRunRoutes(api, context);
      addLogSearchRoutes(api, context);
      addExplainRoutes(api, context);
      addTaskRunControlRoutes(api, context);
      addPlanRoutes(api, context);
      addAlertRoutes(api, context);
      addSilenceRoutes(api, context);
      addAlertRuleRoutes(api, context);
      addChannelRoutes(api, context);
      addApprovalRoutes(api, context);
      addBackfillRoutes(api, context);
      addScheduleRoutes(api, context);
      addScheduleActions(api, context);
      addPreviewRoutes(api, context);
      addUpcomingRoutes(api, context);
      addPlaceRoutes(api, context);
      addWorkerRoutes(api, context);
      addTokenRoutes(api, context, { authenticator });
      addSecretRoutes(api, context);
      addSignalRoutes(api, context);
      addDatasetRoutes(api, context);
      addLineageRoute(api, context);
      addLimitRoutes(api, context);
      addPlatformHealthRoutes(api, context);
      addVariableRoutes(api, context);
      addAuditRoutes(api, context);
      addOverviewRoutes(api, context);
      addMatrixRoutes(api, context);
      addSearchRoutes(api, context);
      addSavedViewRoutes(api, context);
      addStreamRoute(api, context, { hub, authenticator });
    },
    { prefix: API_PREFIX },
  );
  addHealthRoutes(app, context.queries);
  await addOpenApiRoutes(app);
  await addConsole(app, config.consoleDirectory, routes);
  await app.ready();
  return app;
}

function observe(app: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram('http_request_seconds', 'Time to answer a request', ['route', 'method', 'status']);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ route, method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
}
