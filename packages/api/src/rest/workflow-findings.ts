/** What only the server can say of workflows that tasks run: a name or a parameter that is not there is told before a run fails. */
import { didYouMean, type WorkflowDocument, said } from '@carillon/core';
import { type Finding, type LoadedWorkflow, type WorkflowReference, workflowReferences } from '@carillon/spec';
import type { ApiContext, Place } from './context.ts';

type Problem = Parameters<LoadedWorkflow['findingOf']>[0];

export async function workflowFindings(
  catalog: Pick<ApiContext['catalog'], 'liveVersion' | 'version'>,
  place: Place,
  workflows: readonly LoadedWorkflow[],
): Promise<readonly Finding[]> {
  const applied = new Map(workflows.map(({ document }) => [`${document.project}/${document.name}`, document]));

  const documentOf = async ({ project, name, version }: WorkflowReference): Promise<WorkflowDocument | undefined> => {
    if (version !== undefined) return (await catalog.version(place, project, name, version))?.document;
    return applied.get(`${project}/${name}`) ?? (await catalog.liveVersion(place, project, name))?.document;
  };

  const findings: Finding[] = [];
  for (const { document, findingOf } of workflows)
    for (const reference of workflowReferences(document))
      for (const problem of problemsOf(reference, await documentOf(reference)))
        findings.push(findingOf({ code: 'VALIDATION_REFERENCE', severity: 'warning', ...problem }));
  return findings;
}

function* problemsOf(
  { project, name, version, params, path }: WorkflowReference,
  document: WorkflowDocument | undefined,
): Generator<Pick<Problem, 'path' | 'message' | 'hint'>> {
  if (!document) {
    const message =
      version === undefined
        ? said`there is no workflow "${project}/${name}" here`
        : said`there is no workflow "${project}/${name}" in version ${version} here`;
    yield { path: [...path, 'workflow'], message, hint: said`Its task fails until there is one; apply it, too.` };
    return;
  }
  const declared = document.params ?? {};
  for (const param of params) {
    if (Object.hasOwn(declared, param)) continue;
    const hint = didYouMean(param, Object.keys(declared)) ?? said`Its task will fail.`;
    yield { path: [...path, 'params', param], message: said`the workflow ${name} has no parameter "${param}"`, hint };
  }
  for (const [param, { required, default: otherwise }] of Object.entries(declared)) {
    if (!required || otherwise !== undefined || params.includes(param)) continue;
    const message = said`the workflow ${name} needs the parameter "${param}"`;
    yield { path, message, hint: said`Give it in params; the task fails without, unless a variable has that name.` };
  }
}
