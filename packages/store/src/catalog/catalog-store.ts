/** Core's port for workflows, versions and schedules. */
import type { CatalogStore } from '@carillon/core';
import type { Database } from '../database.ts';
import { createReader } from '../reader.ts';
import { addTest } from './add-test.ts';
import { applyDocuments } from './apply.ts';
import { listEnvironments, listProjects, scopeOf } from './places.ts';
import { readVariables, setOwnVariable } from './variables.ts';
import { findVersion, listVersions, liveVersion } from './versions.ts';
import { listWorkflowNames } from './workflow-names.ts';
import { workflowStats } from './workflow-stats.ts';
import { readWorkflowFacets } from './workflow-facets.ts';
import { findWorkflow, listWorkflows } from './workflows.ts';

export function createCatalogStore({ api, read }: Pick<Database, 'api' | 'read'>): CatalogStore {
  const reader = createReader(api, read);
  return {
    apply: (scope, versions, options) => applyDocuments(reader, scope, versions, options),
    addTest: (scope, test) => addTest(reader, scope, test),
    workflow: (scope, project, name) => findWorkflow(reader, scope, project, name),
    workflows: (scope, filter) => listWorkflows(reader, scope, filter),
    workflowNames: (scope, filter) => listWorkflowNames(reader, scope, filter),
    workflowFacets: (scope, filter) => readWorkflowFacets(reader, scope, filter),
    workflowStats: (scope, keys) => workflowStats(reader, scope, keys),
    liveVersion: (scope, project, name) => liveVersion(reader, scope, { project, name }),
    versions: (scope, project, name, page) => listVersions(reader, scope, { project, name }, page),
    version: (scope, project, name, number) => findVersion(reader, scope, { project, name, number }),
    scopeOf: (tenant, project, environment) => scopeOf(reader, tenant, project, environment),
    projects: (tenant) => listProjects(reader, tenant),
    environments: (tenant) => listEnvironments(reader, tenant),
    variables: (scope) => readVariables(reader, scope),
    setVariable: (tenant, name, value) => setOwnVariable(reader, tenant, name, value),
  };
}
