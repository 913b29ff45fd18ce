/** Check character of ISO 7064 MOD 11-2 over a string of digits, as GB 11643-1999 uses it: `0`-`9` or `X`. */
export function mod11Dash2(digits: string): string {
  let product = 0;
  for (const digit of digits) product = ((product + Number(digit)) * 2) % 11;
  const check = (12 - product) % 11;
  return check === 10 ? 'X' : String(check);
}
