/** Core's port for workflows, versions and schedules, on the ordinary pool. */
import type { CatalogStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { applyVersions } from './apply.ts';
import { listEnvironments, listProjects, scopeOf } from './places.ts';
import { listSchedules } from './schedules.ts';
import { readVariables, setVariable } from './variables.ts';
import { findVersion, listVersions, liveVersion } from './versions.ts';
import { findWorkflow, listWorkflows } from './workflows.ts';

export function createCatalogStore(pool: pg.Pool): CatalogStore {
  const reader = createReader(pool);
  return {
    apply: (scope, versions) => applyVersions(reader, scope, versions),
    workflow: (scope, project, name) => findWorkflow(reader, scope, project, name),
    workflows: (scope, filter) => listWorkflows(reader, scope, filter),
    liveVersion: (scope, project, name) => liveVersion(reader, scope, { project, name }),
    versions: (scope, project, name, page) => listVersions(reader, scope, { project, name }, page),
    version: (scope, project, name, number) => findVersion(reader, scope, { project, name, number }),
    schedules: (scope) => listSchedules(reader, scope),
    scopeOf: (tenant, project, environment) => scopeOf(reader, tenant, project, environment),
    projects: (tenant) => listProjects(reader, tenant),
    environments: (tenant) => listEnvironments(reader, tenant),
    variables: (scope) => readVariables(reader, scope),
    setVariable: (tenant, name, value) => setVariable(reader, tenant, name, value),
  };
}
