import { type Reason, type Said, said } from '@carillon/core';

/** What of a workflow is nearly as much as it may be. */
export const nearlyText = ({ params: { what, used, limit } = {} }: Reason): Said =>
  said`It is near a limit of the platform: ${String(what)} ${String(used)} of at most ${String(limit)}.`;
