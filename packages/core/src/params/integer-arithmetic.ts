/** Whole-number arithmetic as text: `7*2`, `12*(1+1)`, `-3/2`. Division drops the fraction. */

/** Undefined: the text is no such arithmetic, divides by zero, or leaves the whole numbers. */
export function calculate(text: string): number | undefined {
  const tokens = text.match(/\d{1,9}|[-+*/()]|\S/g) ?? [];
  let position = 0;

  const sum = (): number => {
    let value = product();
    while (tokens[position] === '+' || tokens[position] === '-') {
      const sign = tokens[position++] === '+' ? 1 : -1;
      value += sign * product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[position] === '*' || tokens[position] === '/') {
      const times = tokens[position++] === '*';
      const other = factor();
      value = times ? value * other : Math.trunc(value / other);
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[position++];
    if (token === '-') return -factor();
    if (token === '+') return factor();
    if (token === '(') {
      const value = sum();
      return tokens[position++] === ')' ? value : Number.NaN;
    }
    return token === undefined ? Number.NaN : Number(token);
  };

  const value = tokens.length > 64 ? Number.NaN : sum();
  return position === tokens.length && Number.isSafeInteger(value) ? value + 0 : undefined;
}
