/** The texts of another language: exactly the keys of English, each with a text of its own. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
