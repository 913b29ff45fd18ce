import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Headers of a page without scripts that holds personal data: never stored, never framed, loads from here only. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Lets pages read the short forms of HTML; harmless where another page of the same server did so before. */
export async function acceptForms(app: FastifyInstance): Promise<void> {
  if (app.hasContentTypeParser('application/x-www-form-urlencoded')) return;
  await app.register(formbody, { bodyLimit: 8192 });
}

/**
 * Answers a form with where its page is: a browser that goes back to that page, or loads it again, asks for it anew and
 * never offers to send the form a second time.
 *
 * @param query what the page is told; what is `undefined` is left out.
 */
export function seeOther(
  reply: FastifyReply,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): FastifyReply {
  const told = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return reply.header('Cache-Control', 'no-store').redirect(`${path}?${new URLSearchParams(told)}`, 303);
}

export function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Sets a cookie for this session of the browser. Values are our own tokens and tags: nothing in them needs quoting. */
export function setCookie(reply: FastifyReply, name: string, value: string, path: string): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : '';
  const cookie = `${name}=${value}; Path=${path}; HttpOnly; SameSite=Strict${secure}`;
  const earlier = [reply.getHeader('Set-Cookie') ?? []].flat().map(String);
  reply.removeHeader('Set-Cookie');
  for (const one of [...earlier, cookie]) reply.header('Set-Cookie', one);
}

const TEXT_SIZE_COOKIE = 'text_size';
const YEAR_S = 365 * 24 * 60 * 60;

/** A page that is asked for with `text=large` or `text=normal` is in that size from then on, and so is every other one. */
export function rememberTextSize(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { text } = request.query as { text?: unknown };
    if (text !== 'large' && text !== 'normal') return;
    // Not HttpOnly: it is no secret, and the script of the log-in page changes it, too.
    const secure = request.protocol === 'https' ? '; Secure' : '';
    reply.header(
      'Set-Cookie',
      `${TEXT_SIZE_COOKIE}=${text}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`,
    );
  });
}

/** The size of text that a person chose. */
export const textSizeOf = (request: FastifyRequest): 'large' | 'normal' =>
  cookieOf(request, TEXT_SIZE_COOKIE) === 'large' ? 'large' : 'normal';

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
