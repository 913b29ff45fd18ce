import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { setCookie } from '../pages/cookies.ts';
import { type FrontDesk, originOf, SESSION_COOKIE } from './front-desk.ts';
import type { StaffSessions } from './staff-sessions.ts';

export const TypedPassword = z.string().check(z.maxLength(200));
/** A one-time code as typed: apps show it in two groups. */
export const TypedCode = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(12)),
    z.transform((typed) => typed.normalize('NFKC').replace(/\s/g, '')),
  ),
  z.string().check(z.regex(/^\d{6}$/)),
);
const LoginForm = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40), z.regex(/^[^\p{Cc}]*$/u)),
  password: TypedPassword,
  code: TypedCode,
});

export function loginRoutes(app: FastifyInstance, front: FrontDesk, sessions: StaffSessions): void {
  const { prefix, role } = front;

  app.post(`${prefix}/login`, async (request, reply) => {
    const form = LoginForm.safeParse(request.body);
    const answer =
      form.success && isSameOrigin(request)
        ? await sessions.logIn({ ...form.data, role, from: originOf(request) })
        : ('wrong' as const);
    if (typeof answer === 'string') return front.showLogin(reply, request, answer);
    // Whoever was logged in here before is not any more; the new session has a token of its own.
    const former = await front.sessionOf(request);
    if (former) await sessions.logOut(former);
    setCookie(reply, SESSION_COOKIE, answer.token, prefix);
    return front.home(reply);
  });

  app.post(`${prefix}/logout`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (session) await sessions.logOut(session);
    return front.home(reply);
  });
}

/** A log-in form has no session yet whose token could vouch for it; the browser says where it comes from. */
function isSameOrigin({ headers, host, protocol }: FastifyRequest): boolean {
  return headers.origin === undefined || headers.origin === `${protocol}://${host}`;
}
