import type { FastifyReply } from 'fastify';

/** First bytes of the image types that evidence may have. */
const TYPES: readonly (readonly [type: string, start: string])[] = [
  ['image/jpeg', 'ffd8ff'],
  ['image/png', '89504e470d0a1a0a'],
  ['image/webp', '52494646'],
];

/** Answers with a picture that is never kept by the browser, or with 404 for whoever may not see it. */
export function sendPicture(reply: FastifyReply, bytes: Uint8Array | undefined): FastifyReply {
  const start = bytes ? Buffer.from(bytes.subarray(0, 8)).toString('hex') : '';
  const type = TYPES.find(([, prefix]) => start.startsWith(prefix))?.[0];
  reply.headers({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  if (!bytes || !type) return reply.code(404).type('text/plain').send('');
  return reply.type(type).send(Buffer.from(bytes));
}
