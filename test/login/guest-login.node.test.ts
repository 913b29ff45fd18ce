import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { memoryStore } from '../../src/base/key-value-store.ts';
import { createBrowserLogin } from '../../src/login/browser-login.ts';

const ISSUER = 'https://provider.example';
const METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth`,
  token_endpoint: `${ISSUER}/token`,
  pushed_authorization_request_endpoint: `${ISSUER}/request`,
  code_challenge_methods_supported: ['S256'],
  dpop_signing_alg_values_supported: ['ES256'],
  authorization_response_iss_parameter_supported: true,
};

describe("a guest's log-in that is broken off at the provider", () => {
  const page = globalThis as { window?: unknown; addEventListener?: unknown };
  let leave = new AbortController();
  before(() => {
    page.window = { open: () => ({ location: { replace: () => leave.abort() }, close: () => {} }) };
    page.addEventListener = () => {};
  });
  after(() => {
    delete page.window;
    delete page.addEventListener;
  });

  it('may have left their cookie there: the next log-in asks for the password', async () => {
    const prompts: (string | null)[] = [];
    const login = createBrowserLogin({
      discovery: { authorization_servers: [ISSUER], api_base: 'https://api.example/v1', scopes: [] },
      clientId: 'test-portal',
      redirectUri: 'https://portal.example/callback.html',
      store: memoryStore(),
      fetch: async (input, init) => {
        if (!String(input).endsWith('/request')) return Response.json(METADATA);
        prompts.push((init!.body as URLSearchParams).get('prompt'));
        return Response.json({ request_uri: 'urn:request:1', expires_in: 60 }, { status: 201 });
      },
    });
    const { signal } = leave;
    await assert.rejects(login.start({ signal }));
    leave = new AbortController();
    await assert.rejects(login.startGuest!({ signal: leave.signal }));
    leave = new AbortController();
    await assert.rejects(login.start({ signal: leave.signal }));
    assert.deepEqual(prompts, [null, 'login', 'login']);
  });
});
