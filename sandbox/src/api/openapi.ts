import document from '@family-auth/library/protocol/openapi.json' with { type: 'json' };
import type { Settings } from '../context/settings.ts';
import type { App } from '../http/app.ts';

/** `GET /v1/openapi.json`: the protocol's OpenAPI 3.1 document, with the addresses of this backend. */
export function openapiRoute(app: App, { apiBase, issuer }: Settings): void {
  const text = JSON.stringify(document)
    .replace('https://backend.example/v1', apiBase)
    .replaceAll('"default":"https://backend.example"', `"default":"${issuer}"`);
  app.get('/openapi.json', (_, reply) =>
    reply
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' })
      .type('application/json; charset=utf-8')
      .send(text),
  );
}
