/** Set by the Vite plugin, or by a bundler's own `define`. */
declare const __FAMILY_AUTH_FOLDER__: string | undefined;

/** Where `family-auth copy-assets public/family-auth` and the Vite plugin put the files on an origin. */
const DEFAULT_FOLDER = '/family-auth/';

/**
 * The folder with `assets/` and `browser/` of this package. A bundler moves the script away from them, so its place says nothing;
 * in the build for pages without a bundler `beside-script` (scripts/rollup-plugins.mjs) puts the way from the script here instead.
 */
export const packageFolder = (): URL =>
  new URL(
    typeof __FAMILY_AUTH_FOLDER__ === 'string' ? __FAMILY_AUTH_FOLDER__ : DEFAULT_FOLDER,
    document.baseURI,
  );
