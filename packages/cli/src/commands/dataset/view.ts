import type { Dataset, DatasetUpdate, DatasetWait } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const datasetView: View<Dataset> = {
  id: ({ name }) => name,
  name: ({ name }) => `dataset/${name}`,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'title', value: ({ title }) => title },
    { name: 'freshness', kind: 'state', value: ({ freshness }) => freshness },
    { name: 'partition', value: ({ lastUpdate }) => lastUpdate?.partition },
    { name: 'updated', kind: 'time', value: ({ lastUpdate }) => lastUpdate?.at },
    { name: 'run', value: ({ lastUpdate }) => lastUpdate?.runId },
    { name: 'fresh-for', isWide: true, value: ({ fresh }) => fresh },
    { name: 'owner', isWide: true, value: ({ owner }) => owner },
    { name: 'uri', isWide: true, value: ({ uri }) => uri },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'version', isWide: true, value: ({ version }) => String(version) },
  ],
};

export const datasetUpdateView: View<DatasetUpdate> = {
  id: ({ id }) => id,
  name: ({ id }) => `update/${id}`,
  columns: [
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'partition', value: ({ partition }) => partition },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'task', value: ({ task }) => task },
    { name: 'actor', value: ({ actor }) => actor },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};

export const datasetWaitView: View<DatasetWait> = {
  id: ({ runId }) => runId,
  name: ({ runId, task }) => `${runId}/${task}`,
  columns: [
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'task', value: ({ task }) => task },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'partition', value: ({ partition }) => partition },
    { name: 'since', kind: 'time', value: ({ since }) => since },
    { name: 'project', isWide: true, value: ({ project }) => project },
  ],
};
