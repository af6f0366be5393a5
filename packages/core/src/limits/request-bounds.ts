/** Of requests (GUARANTEES 10.1). */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Of one file of documents. */
export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024;
/** Of a request with documents: escaping as JSON makes them longer. */
export const MAX_APPLY_BYTES = 8 * 1024 * 1024;
