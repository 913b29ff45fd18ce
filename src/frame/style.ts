/** Kinds of values of a CSS custom property that may cross into the frame. */
type Kind = 'color' | 'radius' | 'height' | 'font';

/** The custom properties that cross into the frame. */
export const STYLE: Readonly<Record<string, Kind>> = {
  '--family-auth-surface': 'color',
  '--family-auth-raised': 'color',
  '--family-auth-text': 'color',
  '--family-auth-text-quiet': 'color',
  '--family-auth-line': 'color',
  '--family-auth-primary': 'color',
  '--family-auth-on-primary': 'color',
  '--family-auth-success': 'color',
  '--family-auth-success-ground': 'color',
  '--family-auth-attention': 'color',
  '--family-auth-attention-ground': 'color',
  '--family-auth-danger': 'color',
  '--family-auth-danger-ground': 'color',
  '--family-auth-radius': 'radius',
  '--family-auth-font': 'font',
  '--family-auth-min-block-size': 'height',
};

const FORMS: Readonly<Record<Kind, RegExp>> = {
  // Without transparency: what could hide a text is left out.
  color: /^(?:#[0-9a-f]{3}(?:[0-9a-f]{3})?|rgb\([\d.,\s]{3,40}\))$/i,
  radius: /^(?:[0-9]|[12][0-9]|3[0-2])(?:\.\d{1,3})?px$/,
  height: /^\d{1,4}(?:\.\d{1,3})?px$/,
  font: /^[\p{L}\d\s,"'-]{1,200}$/u,
};

/** Those of the values that are of their property's kind; a `url()`, a `var()` and an unknown name are none. */
export function safeStyle(style: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const trimmed = Object.entries(style).map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(
    trimmed.filter(([name, value]) => {
      const kind = Object.hasOwn(STYLE, name) ? STYLE[name] : undefined;
      return kind !== undefined && FORMS[kind].test(value);
    }),
  );
}
