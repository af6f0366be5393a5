/** Where servers are: an address that may name several, which URLs cannot (`zookeeper://a:2181,b:2181/prefix`). */
export interface ServerAddress {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `host:port`, or `host`. */
  readonly hosts: readonly string[];
  /** With its slash; empty when there is none. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const ADDRESS =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:(?<who>[^@/?]*)@)?(?<hosts>[^/?]*)(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/;
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/** @throws Error that says what is wrong, without the password */
export function parseServerAddress(text: string): ServerAddress {
  const { scheme, who, hosts = '', path = '', query } = ADDRESS.exec(text)?.groups ?? {};
  if (scheme === undefined) throw new Error('it is no address of the form scheme://host:port');
  const listed = hosts === '' ? [] : hosts.split(',');
  const wrong = listed.find((host) => !HOST.test(host));
  if (wrong !== undefined) throw new Error(`"${wrong}" is no host, or host:port`);
  const [user, password] = (who ?? '').split(':', 2).map(decodeURIComponent);
  return {
    scheme,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    hosts: listed,
    path: path === '/' ? '' : path,
    query: new URLSearchParams(query),
  };
}
