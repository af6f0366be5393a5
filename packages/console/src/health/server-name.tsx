/** A server by its host, while its row is kept; then by the end of its id. */
export function ServerName({ server, host }: { server: string; host?: string | undefined }) {
  return host === undefined ? <span className="mono">…{server.slice(-6)}</span> : <span translate="no">{host}</span>;
}
