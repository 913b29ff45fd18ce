import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { acceptForms, setCookie } from '../http/page-answers.ts';
import { type FrontDesk, type FrontDeskOptions, frontDesk, originOf, SESSION_COOKIE } from './front-desk.ts';
import { passwordPage } from './pages.ts';
import type { StaffSessions } from './staff-sessions.ts';

/** What all pages with a log-in of the staff begin with: style, log-in, log-out and a new password under `path`. */
export async function openFrontDesk(app: FastifyInstance, options: FrontDeskOptions): Promise<FrontDesk> {
  const { path, sessions, stylesheet } = options;
  const front = frontDesk(options);
  const sheets = [new URL('./staff.css', import.meta.url), ...(stylesheet ? [stylesheet] : [])];
  const css = (await Promise.all(sheets.map((sheet) => readFile(sheet, 'utf8')))).join('');
  await acceptForms(app);
  app.get(`${path}/staff.css`, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );
  app.get(path, async (_, reply) => front.home(reply));
  loginRoutes(app, front, sessions);
  passwordRoutes(app, front, sessions);
  return front;
}

const TypedPassword = z.string().check(z.maxLength(200));
/** A one-time code as typed: apps show it in two groups. */
const TypedCode = z.pipe(
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

function loginRoutes(app: FastifyInstance, front: FrontDesk, sessions: StaffSessions): void {
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

const PasswordForm = z.object({ password: TypedPassword, code: TypedCode, fresh: TypedPassword });

/** Where whoever works here sets a new password of their own. Accounts of the demo have theirs from the terminal. */
function passwordRoutes(app: FastifyInstance, front: FrontDesk, sessions: StaffSessions): void {
  const path = `${front.prefix}/password`;
  app.get(path, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    if (session.demo) return front.home(reply);
    const context = front.contextOf(request, session);
    return front.show(reply, context, passwordPage(context));
  });

  app.post(path, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    if (session.demo) return front.home(reply);
    const form = PasswordForm.safeParse(request.body);
    const outcome = form.success
      ? await sessions.changePassword(session, { ...form.data, from: originOf(request) })
      : ('wrong' as const);
    const context = front.contextOf(request, session);
    const status = outcome === 'changed' ? 200 : outcome === 'too_many' ? 429 : 422;
    return front.show(reply, context, passwordPage(context, outcome), status);
  });
}
