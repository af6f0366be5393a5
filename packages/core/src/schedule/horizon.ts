/** Schedules are read within these bounds, so that no search is without an end. */

/** The last year that patterns may name is 2199. */
export const END_OF_TIME = Date.UTC(2200, 0, 1);
/** The first year that patterns may name. */
export const BEGIN_OF_TIME = Date.UTC(1970, 0, 1);
