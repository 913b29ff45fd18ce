/// <reference types="node" />

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type ShippedFile, shippedFiles } from './shipped-files.ts';

/**
 * What the plugin can be told.
 *
 * @example
 * ```ts
 * import { type FamilyAuthPluginOptions, familyAuth } from 'family-auth/vite';
 *
 * // The pages lie below /portal/, and their files are served from there.
 * const options: FamilyAuthPluginOptions = { folder: '/portal/family-auth/' };
 * familyAuth(options).name; // → 'family-auth'
 * ```
 */
export interface FamilyAuthPluginOptions {
  /**
   * Address at which a page finds the files, ending in `/`. Default: `family-auth/` below Vite's `base`; `/family-auth/` where
   * `base` is relative or there is no Vite.
   */
  readonly folder?: string;
}

/**
 * A plugin for Vite and Rollup: what of their interface is used.
 *
 * @example
 * ```ts
 * import { type FamilyAuthPlugin, familyAuth } from 'family-auth/vite';
 *
 * const plugins: FamilyAuthPlugin[] = [familyAuth()];
 * plugins.length; // → 1
 * ```
 */
export interface FamilyAuthPlugin {
  /** `family-auth`. */
  readonly name: string;
  /** Tells the code where the files lie. Vite calls it. */
  config(config: { base?: string | undefined }): { define: Record<string, string> };
  /** Serves the files from the package. Vite's development server calls it. */
  configureServer(server: MiddlewareServer): void;
  /** Tells the code where the files lie. Of use in Rollup, where nobody calls `config`. */
  transform(code: string): { code: string; map: null } | null;
  /** Puts the files into the output, in the folder `family-auth`; a build for a server gets none. */
  generateBundle(this: BundleContext): void;
}

interface MiddlewareServer {
  readonly config: { readonly base: string };
  readonly middlewares: {
    use(handle: (request: Request, response: Response, next: () => void) => void): unknown;
  };
}

/** Of Node's messages what is used: whoever reads these types may have none of Node's. */
interface Request {
  readonly url?: string | undefined;
}
interface Response {
  setHeader(name: string, value: string | number): unknown;
  end(body: Uint8Array): unknown;
}

interface BundleContext {
  readonly environment?: { readonly name: string; readonly config: { readonly consumer?: string } };
  emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
}

const OUTPUT_FOLDER = 'family-auth/';
const NAME = '__FAMILY_AUTH_FOLDER__';

/**
 * The plugin for Vite (from 5 on) and Rollup: serves the engines, the models and the log-in's callback page in development, puts them
 * into the build, and tells the element where they are. The redirect URI to register is `family-auth/browser/callback.html` below the
 * site's address.
 *
 * @example
 * ```ts
 * import { familyAuth } from 'family-auth/vite';
 *
 * // vite.config.js: export default defineConfig({ plugins: [familyAuth()] });
 * familyAuth().name; // → 'family-auth'
 * ```
 */
export function familyAuth(options: FamilyAuthPluginOptions = {}): FamilyAuthPlugin {
  let inVite = false;
  const folderBelow = (base: string | undefined) => {
    const address = options.folder ?? (base && /^(\/|https?:)/.test(base) ? base : '/') + OUTPUT_FOLDER;
    return address.endsWith('/') ? address : `${address}/`;
  };
  return {
    name: 'family-auth',
    config({ base }) {
      inVite = true;
      return { define: { [NAME]: JSON.stringify(folderBelow(base)) } };
    },
    configureServer({ config, middlewares }) {
      const { pathname } = new URL(folderBelow(config.base), 'http://localhost');
      const files = new Map(shippedFiles({ browser: false }).map((file) => [pathname + file.name, file]));
      middlewares.use((request, response, next) => {
        const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
        if (file) serve(file, response);
        else next();
      });
    },
    transform(code) {
      if (inVite || options.folder === undefined || !code.includes(NAME)) return null;
      return { code: code.replaceAll(NAME, JSON.stringify(folderBelow(undefined))), map: null };
    },
    generateBundle() {
      if ((this.environment?.config.consumer ?? 'client') !== 'client') return;
      for (const { name, path } of shippedFiles({ browser: false })) {
        this.emitFile({ type: 'asset', fileName: OUTPUT_FOLDER + name, source: readFileSync(path) });
      }
    },
  };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.jpg': 'image/jpeg',
  '.wasm': 'application/wasm',
};

function serve({ path }: ShippedFile, response: Response): void {
  const content = readFileSync(path);
  response.setHeader('content-type', MEDIA_TYPES[extname(path)] ?? 'application/octet-stream');
  response.setHeader('content-length', content.length);
  response.setHeader('cache-control', 'no-cache');
  response.end(content);
}
