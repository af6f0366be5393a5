import type { AuditRecord } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const auditView: View<AuditRecord> = {
  id: ({ seq }) => String(seq),
  name: ({ action, object }) => `${action} ${object.name ?? object.id ?? object.kind}`,
  columns: [
    { name: 'seq', value: ({ seq }) => seq },
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'actor', value: ({ actor }) => actor },
    { name: 'action', value: ({ action }) => action },
    { name: 'object', value: ({ object }) => object.name ?? object.id },
    { name: 'outcome', value: ({ outcome }) => outcome },
    { name: 'reason', value: ({ reason }) => reason },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'on-behalf-of', isWide: true, value: ({ onBehalfOf }) => onBehalfOf },
    { name: 'via', isWide: true, value: ({ via }) => via },
    { name: 'address', isWide: true, value: ({ address }) => address },
    { name: 'request', isWide: true, value: ({ requestId }) => requestId },
    { name: 'before', isWide: true, value: ({ before }) => textOf(before) },
    { name: 'after', isWide: true, value: ({ after }) => textOf(after) },
  ],
};

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));
