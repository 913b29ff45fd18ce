import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import { root } from '../docs/pages.ts';

// The package is not built where tests run; the one document of it that the backend reads is made from the schemas.
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'family-auth/protocol/openapi.json'
      ? { url: pathToFileURL(join(root, 'src/protocol/openapi.json')).href, shortCircuit: true }
      : next(specifier, context),
});
/** The backend that was written from the document alone; its provider serves the one in Python, too. */
export const { startBackend } = await import('../../examples/minimal-backend/backend.mjs');
hooks.deregister();

/** Its client for programs. */
export const CLIENT = {
  id: 'program',
  native: true,
  redirects: ['http://127.0.0.1/callback'],
  origins: [] as string[],
};

/** Logs in on its page, as a person in their browser would. */
export const visitAs =
  (login: string, password: string) =>
  async (url: string): Promise<void> => {
    const browser = scriptFreeBrowser();
    const page = await browser.open(url);
    const back = await browser.submit(page, page.url.pathname, { login, password });
    assert.equal(back.url.pathname, '/callback', back.html);
  };
