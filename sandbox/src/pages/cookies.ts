import type { FastifyReply, FastifyRequest } from 'fastify';

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
