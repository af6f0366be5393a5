/** When a run was asked for, which is shortly before it is written. A UUIDv7 starts with its milliseconds. */
export const acceptedAtOf = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
