// Passes connections on: `relay.mjs FROM TO`, each `address:port` or the path of a socket. A socket of the file system
// leads from one network into another.
import { connect, createServer } from 'node:net';

const [from, to] = process.argv.slice(2).map((place) => {
  const [host, port] = place.split(':');
  return port === undefined ? { path: place } : { host, port: Number(port) };
});

createServer((near) => {
  const far = connect(to);
  near.pipe(far).pipe(near);
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
}).listen(from, () => process.stdout.write('ready\n'));
