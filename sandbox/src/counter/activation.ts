import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { html } from '../pages/html.ts';
import { groupActivationCode } from '../registry/activation-code.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { CounterDesk } from './counter-desk.ts';
import { counterWords } from './counter-words.ts';

const tick = z.optional(z.literal('yes'));
const IssueForm = z.object({
  idNumber: z.string().check(z.maxLength(200)),
  seen: tick,
  present: tick,
  newPhone: tick,
});

type Problem = 'ticksMissing' | 'numberUnknown';

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
    const refuse = (problem: Problem) => front.show(reply, context, issuePage(context, typed, problem), 422);
    if (!form.success || !form.data.seen || !form.data.present) return refuse('ticksMissing');
    const code = await desk.issueActivationCode(typed, form.data.newPhone === 'yes', session.name);
    return code === undefined
      ? refuse('numberUnknown')
      : front.show(reply, context, issuedPage(context, code));
  });
}

function issuePage(context: PageContext, typed = '', problem?: Problem): string {
  const { language, prefix, session } = context;
  const words = counterWords(language);
  return layout(
    context,
    html`<p><a href="${prefix}/">← ${words.toAppointments}</a></p>
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<form class="card narrow" method="post" action="${prefix}/activation">
<input type="hidden" name="csrf" value="${session?.csrf}">
<p>${words.activationWhy}</p>
<label for="idNumber"><strong>${words.number}</strong></label>
<input id="idNumber" name="idNumber" class="code" required autocomplete="off" maxlength="40" value="${typed}">
<label class="tick"><input type="checkbox" name="seen" value="yes" required> <span>${words.activationSeen}</span></label>
<label class="tick"><input type="checkbox" name="present" value="yes" required> <span>${words.activationPresent}</span></label>
<label class="tick"><input type="checkbox" name="newPhone" value="yes"> <span>${words.activationNewPhone}</span></label>
<button class="primary">${words.activationIssue}</button>
</form>`,
  );
}

function issuedPage(context: PageContext, code: string): string {
  const { language, prefix } = context;
  const words = counterWords(language);
  return layout(
    context,
    html`<section class="card narrow">
<h2>${words.activationCode}</h2>
<p class="code" id="activation-code">${groupActivationCode(code)}</p>
<p>${words.activationHandOver}</p>
<p><a href="${prefix}/">← ${words.toAppointments}</a></p>
</section>`,
  );
}
