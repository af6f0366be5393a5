/** How a project is told of failures. What is not set is as the wider rule, or the product, has it. */
import {
  type AlertRuleRecord,
  CarillonError,
  DEFAULT_ALERT_RULE,
  MAX_ALERT_RULES,
  MAX_HOLD_MS,
  said,
  type Said,
} from '@carillon/core';
import { formatDuration, parseDuration } from '@carillon/core/units';
import { AlertRule, RemoveAlertRule, SetAlertRule } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import { type ApiContext, type App, notFound } from '../context.ts';
import { given } from '../query.ts';
import { API } from '../views.ts';

const OfProject = Type.Object({ project: Type.String({ maxLength: 63 }) });
const tags = ['alerts'];

export function addAlertRuleRoutes(app: App, { alerts }: Pick<ApiContext, 'alerts'>): void {
  app.get<{ Querystring: Static<typeof OfProject> }>('/alert-rules', {
    config: { access: { action: 'alert_rule.read', resource: 'alert_rule' } },
    schema: {
      tags,
      summary: 'Rules of a project, the default first',
      querystring: OfProject,
      response: { 200: pageRef('AlertRulePage') },
    },
    handler: async (request) => {
      const { project } = request.query;
      const rules = await alerts.rules(principalOf(request), { project });
      return { items: [defaultView(project), ...rules.map(ruleView)] };
    },
  });

  app.post<{ Body: SetAlertRule }>('/alert-rules', {
    config: { access: { action: 'alert_rule.set', resource: 'alert_rule' } },
    schema: {
      tags,
      summary: 'Set how a project, a workflow or a task is told of; a rule of the same is replaced',
      body: ref(SetAlertRule),
      response: { 200: ref(AlertRule) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { hold, severity, everyFailure, tellRecovery, channels } = request.body;
      const name = nameOf(request.body);
      await assertChannels(
        request.body,
        (await alerts.channels(principal, { project: name.project })).map((c) => c.name),
      );
      const fields = { severity, everyFailure, tellRecovery, channels, holdMs: holdOf(hold) };
      const rule = await alerts.setRule(principal, name, fields, { actor: principal.name });
      if (rule === 'no_project') throw notFound('project');
      if (rule === 'full')
        throw new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`the project has ${MAX_ALERT_RULES} alert rules, which is as many as it may have`,
          hint: said`Set one for a workflow instead of each of its tasks.`,
        });
      request.audit.object = { name: scopeText(rule) };
      request.audit.after = { ...given({ hold, severity, everyFailure, tellRecovery, channels }) };
      return ruleView(rule);
    },
  });

  app.post<{ Body: RemoveAlertRule }>('/alert-rules/remove', {
    config: { access: { action: 'alert_rule.remove', resource: 'alert_rule' } },
    schema: {
      tags,
      summary: 'Remove a rule; the wider one counts again',
      body: ref(RemoveAlertRule),
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const name = nameOf(request.body);
      request.audit.object = { name: scopeText(name) };
      request.audit.project = name.project;
      if (!(await alerts.removeRule(principalOf(request), name))) throw notFound('alert rule');
      return reply.code(204).send();
    },
  });
}

const wrong = (message: Said, hint: Said) => new CarillonError({ code: 'VALIDATION_REQUEST', message, hint });

function nameOf({ project, workflow = '', task = '' }: RemoveAlertRule) {
  if (task !== '' && workflow === '') throw wrong(said`a task is one of a workflow`, said`Give workflow as well.`);
  return { project, workflow, task };
}

function holdOf(hold: string | undefined): number | undefined {
  if (hold === undefined) return undefined;
  const ms = parseDuration(hold);
  if (ms !== undefined && ms <= MAX_HOLD_MS) return ms;
  throw wrong(
    said`a notice cannot be held for ${hold}`,
    said`Write a time up to ${formatDuration(MAX_HOLD_MS)}, as 5m.`,
  );
}

async function assertChannels({ channels = [] }: SetAlertRule, known: readonly string[]): Promise<void> {
  const missing = channels.find((name) => !known.includes(name));
  if (missing === undefined) return;
  const hint =
    known.length === 0 ? said`The project has no channels: carillon channel set.` : said`It has ${known.join(', ')}.`;
  throw wrong(said`the project has no channel "${missing}"`, hint);
}

const holdText = (ms: number): string => (ms === 0 ? '0s' : formatDuration(ms));

const scopeText = ({ project, workflow, task }: { project: string; workflow: string; task: string }): string =>
  [project, workflow, task].filter((part) => part !== '').join('/');

function ruleView({
  holdMs,
  workflow,
  task,
  channels,
  setAt,
  severity,
  everyFailure,
  tellRecovery,
  ...rule
}: AlertRuleRecord): AlertRule {
  return {
    ...API,
    kind: 'AlertRule',
    ...rule,
    setAt: setAt.toISOString(),
    ...given({
      workflow: workflow === '' ? undefined : workflow,
      task: task === '' ? undefined : task,
      severity,
      everyFailure,
      tellRecovery,
      hold: holdMs === undefined ? undefined : holdText(holdMs),
      channels: channels && [...channels],
    }),
  };
}

const defaultView = (project: string): AlertRule => {
  const { severity, everyFailure, tellRecovery, holdMs } = DEFAULT_ALERT_RULE;
  return { ...API, kind: 'AlertRule', project, severity, everyFailure, tellRecovery, hold: holdText(holdMs) };
};
