import { defineChange } from './change.ts';

export const define = defineChange((client, id, body) => client.bulk.pause(id, body));
