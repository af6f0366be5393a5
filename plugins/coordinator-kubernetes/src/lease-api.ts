/** Reading and writing leases; a conflict is an answer, not an error. */
import type { CoordinationV1Api, V1Lease, V1MicroTime } from '@kubernetes/client-node';

export interface Leases {
  read(name: string): Promise<V1Lease | undefined>;
  /** False when somebody was first. */
  create(lease: V1Lease): Promise<boolean>;
  /** False when it has changed since it was read. */
  replace(name: string, lease: V1Lease): Promise<boolean>;
  now(): V1MicroTime;
}

export interface LeaseAccess {
  readonly namespace: string;
  /** Its path; the service account of the pod, or the user's own, when absent. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly timeoutMs: number;
}

const NOT_FOUND = 404;
const CONFLICT = 409;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

export async function openLeases({ namespace, kubeconfig, context, timeoutMs }: LeaseAccess): Promise<Leases> {
  // It takes most of a second and a hundred megabytes: only who uses it pays.
  const kubernetes = await import('@kubernetes/client-node');
  const config = new kubernetes.KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  const api: CoordinationV1Api = config.makeApiClient(kubernetes.CoordinationV1Api);

  const within = async <T>(answer: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the Kubernetes API does not answer')), timeoutMs);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  };
  const unless = async <T>(code: number, answer: Promise<T>): Promise<T | undefined> =>
    within(answer).catch((error: unknown) => {
      if (codeOf(error) === code) return undefined;
      throw error;
    });

  return {
    read: (name) => unless(NOT_FOUND, api.readNamespacedLease({ namespace, name })),
    async create(body) {
      return (await unless(CONFLICT, api.createNamespacedLease({ namespace, body }))) !== undefined;
    },
    async replace(name, body) {
      return (await unless(CONFLICT, api.replaceNamespacedLease({ namespace, name, body }))) !== undefined;
    },
    now: () => new kubernetes.V1MicroTime(),
  };
}
