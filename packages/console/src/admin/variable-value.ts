/** A variable's value as people type it: text, or JSON where it is anything else. */
export interface TypedValue {
  readonly text: string;
  readonly isJson: boolean;
}

export const typedValue = (value: unknown): TypedValue =>
  typeof value === 'string' ? { text: value, isJson: false } : { text: JSON.stringify(value), isJson: true };

/** Undefined where it is no JSON. */
export function readValue({ text, isJson }: TypedValue): { readonly value: unknown } | undefined {
  if (!isJson) return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
