/** The one door to the server's code: commands of the client never load it. */
export const loadServer = () => import('@carillon/server');

type Server = Awaited<ReturnType<typeof loadServer>>;
export type RunningDev = Awaited<ReturnType<Server['runDev']>>;
