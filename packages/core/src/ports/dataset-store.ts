/** Datasets as people see them, and the updates they had. Tasks record theirs with their own success. */
import type { DatasetDocument } from '../definition/dataset-document.ts';
import type { JsonObject, WorkflowDocument } from '../definition/document.ts';
import type { Page } from './catalog.ts';
import type { Idempotency, MadeOnce } from './idempotency.ts';
import type { TenantScope } from './scope.ts';

type Place = TenantScope & { readonly environmentKey: number };

export interface DatasetRecord {
  readonly project: string;
  readonly name: string;
  /** Counts its documents; 0: only tasks have named it so far. */
  readonly version: number;
  readonly document: DatasetDocument | undefined;
  readonly lastUpdate: DatasetUpdate | undefined;
}

export interface DatasetUpdate {
  readonly id: string;
  /** Empty: of the whole. */
  readonly partition: string;
  /** Absent: said by a person or a program outside. */
  readonly runId: string | undefined;
  readonly task: string | undefined;
  readonly actor: string;
  readonly at: Date;
  readonly metadata: JsonObject;
}

export interface NewDatasetUpdate {
  readonly id: string;
  readonly partition: string;
  readonly actor: string;
  readonly metadata: JsonObject;
  readonly idempotency?: Idempotency | undefined;
}

/** A task run that waits for a dataset now. */
export interface DatasetWaitRecord {
  readonly runId: string;
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  /** Undefined: any. */
  readonly partition: string | undefined;
  readonly since: Date;
}

/** A live version whose document may name a dataset. */
export interface DatasetWorkflow {
  readonly project: string;
  readonly workflow: string;
  readonly version: number;
  readonly document: WorkflowDocument;
}

/** What is live under a name. */
export type LiveWorkflow = Pick<DatasetWorkflow, 'project' | 'workflow' | 'version'> & {
  readonly title: string | undefined;
};

export interface DatasetStore {
  /** By project and name. */
  datasets(
    place: Place,
    filter: { readonly project?: string; readonly text?: string; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<DatasetRecord>>;
  dataset(place: Place, project: string, name: string): Promise<DatasetRecord | undefined>;
  /** Those of these that stand. */
  datasetsNamed(
    place: Place,
    names: readonly { readonly project: string; readonly name: string }[],
  ): Promise<readonly DatasetRecord[]>;
  /** Newest first. */
  updates(
    place: Place,
    project: string,
    name: string,
    filter: { readonly partition?: string; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<DatasetUpdate> | undefined>;
  /** Those that hold the name anywhere, by project and name; also of other projects, which may wait for it. */
  workflowsNaming(place: Place, name: string, limit: number): Promise<readonly DatasetWorkflow[]>;
  /** Whose tasks produce something, wait, or run other workflows: those of the project first, by project and name. */
  linkedWorkflows(
    place: Place,
    asked: { readonly project: string | undefined; readonly limit: number },
  ): Promise<readonly DatasetWorkflow[]>;
  /** Another one as soon as another version of a workflow is live. */
  liveFingerprint(place: Place): Promise<string>;
  /** Those of these that are live. */
  liveWorkflows(
    place: Place,
    names: readonly { readonly project: string; readonly name: string }[],
  ): Promise<readonly LiveWorkflow[]>;
  /**
   * Task runs that wait for it now, those first that have waited longest.
   * @param filter.partition those that an update of it lets go on, '' is the whole; absent: all
   */
  waitsFor(
    place: Place,
    project: string,
    name: string,
    filter: { readonly partition?: string; readonly limit: number },
  ): Promise<readonly DatasetWaitRecord[]>;
  /** Undefined when there is no such dataset. Waits for it are woken, by a repetition as well: the first may have ended before it did. */
  addUpdate(
    place: Place,
    project: string,
    name: string,
    update: NewDatasetUpdate,
  ): Promise<MadeOnce<{ readonly update: DatasetUpdate; readonly woken: number }> | undefined>;
}
