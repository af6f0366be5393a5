/**
 * What an overloaded server refuses, so that the rest of it keeps its promises (GUARANTEES 10.4). Everything that is
 * not named here is answered: workers' reports, stops, decisions, and one run with its log above all.
 */
import { CarillonError, type Shed, type Said, said } from '@carillon/core';
import type { Metrics } from '@carillon/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { API_PREFIX } from './openapi.ts';

type Rule = Shed | ((request: FastifyRequest) => Shed | undefined);

/** A plan of a bulk command may be one that stops runs. */
const ofPlan = ({ body }: FastifyRequest): Shed | undefined =>
  (body as { readonly kind?: string } | null)?.kind === 'bulk_runs' ? undefined : 'backfills';

export const SHED_ROUTES: Readonly<Record<string, Rule>> = {
  'GET /runs': 'views',
  'GET /workflows': 'views',
  'GET /workflows/:project/:name/dates': 'views',
  'GET /schedules': 'views',
  'GET /schedules/upcoming': 'views',
  'GET /schedules/upcoming/firings': 'views',
  'POST /schedules/preview': 'views',
  'POST /schedules/diff': 'views',
  'GET /backfills': 'views',
  'GET /plans': 'views',
  'GET /datasets': 'views',
  'GET /lineage': 'views',
  'GET /audit': 'views',
  'POST /plans': ofPlan,
  'POST /backfills/:id/retry': 'backfills',
  'POST /runs': 'starts',
  'POST /runs/batch': 'starts',
  'POST /runs/:id/rerun': 'starts',
  'POST /schedules/:id/fire': 'starts',
};

const SENTENCES: Readonly<Record<Shed, Said>> = {
  views: said`lists and previews`,
  backfills: said`backfills`,
  low_priority: said`starts below the priority 50`,
  starts: said`new runs`,
};

/** @throws CarillonError where this server puts such things off now */
export type Admit = (what: Shed) => void;

export function createAdmit(isPutOff: (what: Shed) => boolean, metrics: Metrics): Admit {
  const refused = metrics.counter('shed_total', 'Requests that were refused because of overload', ['what']);
  return (what) => {
    if (!isPutOff(what)) return;
    refused.inc({ what });
    throw new CarillonError({
      code: 'LIMIT_OVERLOAD',
      message: said`this server has too much to do and puts off ${SENTENCES[what]}`,
      hint: said`Try again in 10 s, or ask another server.`,
    });
  };
}

/** Behind the access hooks: who may not is not told of the load. */
export function addShedding(app: FastifyInstance, admit: Admit): void {
  app.addHook('preHandler', async (request) => {
    const { method, url = '' } = request.routeOptions;
    const rule = SHED_ROUTES[`${String(method)} ${url.slice(API_PREFIX.length)}`];
    const what = typeof rule === 'function' ? rule(request) : rule;
    if (what) admit(what);
  });
}
