import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { type FrontDesk, originOf } from './front-desk.ts';
import { TypedCode, TypedPassword } from './login-routes.ts';
import { passwordPage } from './pages/password-page.ts';
import type { StaffSessions } from './staff-sessions.ts';

const PasswordForm = z.object({ password: TypedPassword, code: TypedCode, fresh: TypedPassword });

/** Where whoever works here sets a new password of their own. Accounts of the demo have theirs from the terminal. */
export function passwordRoutes(app: FastifyInstance, front: FrontDesk, sessions: StaffSessions): void {
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
