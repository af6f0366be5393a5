/** Of this program, as metrics and workers announce it. */
export const VERSION = '0.1.0';
