/** sRGB (0 to 255) to linear light (0 to 1), IEC 61966-2-1. */
export function linearOf(value) {
  const x = value / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** Linear light (0 to 1) to sRGB (0 to 255). */
export function encoded(linear) {
  const x = Math.min(1, Math.max(0, linear));
  return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
}

export const linearColour = (colour) => colour.map(linearOf);

/** As SVG and CSS write a colour. */
export const css = (colour) =>
  `rgb(${colour.map((value) => Math.round(Math.min(255, Math.max(0, value)))).join(',')})`;
