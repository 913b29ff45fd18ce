import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setCookie } from '../pages/cookies.ts';
import { LoginForm } from './forms.ts';
import { type FrontDesk, SESSION_COOKIE } from './front-desk.ts';
import { loginPage } from './pages/login-page.ts';
import type { ReviewerSessions } from './reviewer-sessions.ts';

export function loginRoutes(app: FastifyInstance, front: FrontDesk, sessions: ReviewerSessions): void {
  const { prefix } = front;

  app.post(`${prefix}/login`, async (request, reply) => {
    const context = { ...front.contextOf(request), path: `${prefix}/` };
    const form = LoginForm.safeParse(request.body);
    const answer =
      form.success && isSameOrigin(request)
        ? await sessions.logIn(form.data.reviewer, form.data.password)
        : ('wrong' as const);
    if (answer === 'wrong') return front.show(reply, context, loginPage(context, answer), 403);
    setCookie(reply, SESSION_COOKIE, answer.token, prefix);
    return front.home(reply);
  });

  app.post(`${prefix}/logout`, async (request, reply) => {
    const session = front.sessionOfForm(request);
    if (session) sessions.logOut(session.token);
    return front.home(reply);
  });
}

/** A log-in form has no session yet whose token could vouch for it; the browser says where it comes from. */
function isSameOrigin({ headers, host, protocol }: FastifyRequest): boolean {
  return headers.origin === undefined || headers.origin === `${protocol}://${host}`;
}
