/** How a project is told of failures: simple defaults, overridden for the project, a workflow of it, or a task. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export interface AlertRule {
  readonly severity: AlertSeverity;
  /** So long a cause may recover by itself before anybody is told. */
  readonly holdMs: number;
  /** False: one notice per cause, until it has recovered. */
  readonly everyFailure: boolean;
  readonly tellRecovery: boolean;
  /** Names; undefined: all of the project. */
  readonly channels: readonly string[] | undefined;
}

/** A task is told of after its last retry in any case: until then it has not failed. */
export const DEFAULT_ALERT_RULE: AlertRule = {
  severity: 'warning',
  holdMs: 0,
  everyFailure: false,
  tellRecovery: true,
  channels: undefined,
};
export const MAX_HOLD_MS = 24 * 3_600_000;

/** Empty: all workflows of the project, all tasks of the workflow. */
export interface AlertRuleScope {
  readonly workflow: string;
  readonly task: string;
}

/** What is undefined is as the wider rule has it. */
export type AlertRuleFields = { readonly [F in keyof AlertRule]?: AlertRule[F] | undefined };
export type ScopedAlertRule = AlertRuleScope & AlertRuleFields;

/** Field by field the narrowest rule counts: of the task, of the workflow, of the project. */
export function alertRuleFor(rules: readonly ScopedAlertRule[], { workflow, task }: AlertRuleScope): AlertRule {
  const scopes = [
    { workflow: '', task: '' },
    { workflow, task: '' },
    { workflow, task },
  ];
  const fields = scopes.flatMap((scope) => {
    const rule = rules.find((each) => each.workflow === scope.workflow && each.task === scope.task);
    return rule ? Object.entries(rule).filter(([, value]) => value !== undefined) : [];
  });
  const { workflow: _workflow, task: _task, ...rule } = Object.fromEntries(fields) as Partial<ScopedAlertRule>;
  return { ...DEFAULT_ALERT_RULE, ...(rule as Partial<AlertRule>) };
}
