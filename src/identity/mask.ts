/** A name of which a bystander cannot read the middle: `李*华`, `张*`, `A***a`. The first character always shows. */
export function maskName(name: string): string {
  const characters = [...name];
  const [first = '', ...rest] = characters;
  if (rest.length === 0) return first;
  if (rest.length === 1) return `${first}*`;
  return `${first}${'*'.repeat(rest.length - 1)}${rest.at(-1)}`;
}

/**
 * A number of which only the first and the last character show: `9****************7`. Of two characters or fewer, none.
 * Never show it beside the birth date, which stands in most numbers and would leave few to guess.
 */
export function maskNumber(number: string): string {
  const characters = [...number];
  if (characters.length <= 2) return '*'.repeat(characters.length);
  return `${characters[0]}${'*'.repeat(characters.length - 2)}${characters.at(-1)}`;
}
