/** The account that every database begins with. */
export const ADMIN = 'admin';
