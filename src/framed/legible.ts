/** Text on its ground, by the properties of the theme. */
const PAIRS = [
  ['--_text', '--_surface'],
  ['--_text', '--_raised'],
  ['--_quiet', '--_surface'],
  ['--_on-primary', '--_primary'],
  ['--_primary', '--_surface'],
  ['--_success', '--_success-ground'],
  ['--_attention', '--_attention-ground'],
  ['--_danger', '--_danger-ground'],
] as const;

/** Least contrast of text, WCAG 2.2 SC 1.4.3. */
const LEAST_CONTRAST = 4.5;

/** Whether everything can be read in the colours that stand on the element: a page must not hide a consent by painting it over. */
export function isLegible(element: Element): boolean {
  const computed = getComputedStyle(element);
  const color = (name: string) => channelsOf(computed.getPropertyValue(name).trim());
  return PAIRS.every(([text, ground]) => contrast(color(text), color(ground)) >= LEAST_CONTRAST);
}

type Channels = readonly [red: number, green: number, blue: number];

/** Of `#rgb`, `#rrggbb` and `rgb()`, the only forms that cross; anything else has no contrast with anything. */
export function channelsOf(color: string): Channels | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  const pairs = hex && (hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!);
  const numbers = pairs
    ? pairs.map((pair) => Number.parseInt(pair, 16))
    : (/^rgb\(([\d.,\s]+)\)$/i
        .exec(color)?.[1]
        ?.trim()
        .split(/[\s,]+/)
        .map(Number) ?? []);
  const [red, green, blue] = numbers;
  if (numbers.length !== 3 || numbers.some((value) => !(value >= 0 && value <= 255))) return null;
  return [red!, green!, blue!];
}

/** Contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(a: Channels | null, b: Channels | null): number {
  if (a === null || b === null) return 1;
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light! + 0.05) / (dark! + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(channels: Channels): number {
  const [red, green, blue] = channels.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
