/** A name of which a bystander cannot read the middle: `李*华`, `张*`, `A***a`. The first character always shows. */
export function maskName(name: string): string {
  const characters = [...name];
  const [first = '', ...rest] = characters;
  if (rest.length === 0) return first;
  if (rest.length === 1) return `${first}*`;
  return `${first}${'*'.repeat(rest.length - 1)}${rest.at(-1)}`;
}

/**
 * A number masked but for its ends: region and last four of an 18-character number (`990101********0017`); of shorter
 * ones the first two and the last two.
 */
export function maskNumber(number: string): string {
  const [head, tail] = number.length === 18 ? [6, 4] : [2, 2];
  const hidden = Math.max(0, number.length - head - tail);
  return hidden === 0
    ? '*'.repeat(number.length)
    : `${number.slice(0, head)}${'*'.repeat(hidden)}${number.slice(-tail)}`;
}
