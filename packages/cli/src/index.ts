/**
 * `carillon`, the one program: client commands over the API, and by one import the server, workers and
 * `dev`. It holds no rule of its own about runs: what it shows and refuses is what the API says.
 */
export { main } from './main.ts';
export { endProcess, type Terminal } from './terminal.ts';
