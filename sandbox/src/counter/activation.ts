import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { groupActivationCode } from '../registry/activation-code.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import type { CounterDesk } from './counter-desk.ts';
import { type IssueProblem, issuedPage, issuePage } from './pages.ts';

const tick = z.optional(z.literal('yes'));
const IssueForm = z.object({
  idNumber: z.string().check(z.maxLength(200)),
  seen: tick,
  present: tick,
  newPhone: tick,
});

/**
 * The way for somebody who lost an activation code, had used it or forgot their password: a clerk sees them and their
 * document, and hands over a new code. It is shown once, and the one before is good no longer.
 */
export function activationRoutes(app: FastifyInstance, front: FrontDesk, desk: CounterDesk): void {
  const path = `${front.prefix}/activation`;
  app.get(path, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    return front.show(reply, context, issuePage(context));
  });

  app.post(path, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const context = front.contextOf(request, session);
    const form = IssueForm.safeParse(request.body);
    const typed = form.success ? form.data.idNumber : '';
    const refuse = (problem: IssueProblem) =>
      front.show(reply, context, issuePage(context, typed, problem), 422);
    if (!form.success || !form.data.seen || !form.data.present) return refuse('ticksMissing');
    const code = await desk.issueActivationCode(typed, form.data.newPhone === 'yes', session.name);
    return code === undefined
      ? refuse('numberUnknown')
      : front.show(reply, context, issuedPage(context, groupActivationCode(code)));
  });
}
