import { DISCOVERY_PATH, DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import type { Backend } from '../../server/backend.ts';
import type { App } from '../wire/app.ts';
import { discoveryDocument } from './discovery-document.ts';
import { noticeTexts } from './notices.ts';

/** What anybody may read from any origin: discovery, public keys, consent texts. */
export function publicRoutes(app: App, { settings, keys }: Backend): void {
  const document = discoveryDocument(settings);
  const open = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' };

  app.get(DISCOVERY_PATH, { schema: { response: { 200: DiscoverySchema } } }, async (_, reply) => {
    reply.headers({ ...open, 'access-control-expose-headers': 'Date' });
    return document;
  });
  app.get('/jwks', (_, reply) => reply.headers(open).send(keys.publicJwks));
  for (const { path, text, sha256 } of noticeTexts) {
    app.get(path, (_, reply) =>
      reply
        .headers({ ...open, etag: `"${sha256}"` })
        .type('text/plain; charset=utf-8')
        .send(text),
    );
  }
}
