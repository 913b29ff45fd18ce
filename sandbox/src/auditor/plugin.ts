import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import type { Language } from '../pages/language.ts';
import { openFrontDesk } from '../staff/open-front-desk.ts';
import type { StaffSessions } from '../staff/staff-sessions.ts';
import type { AuditorDesk } from './auditor-desk.ts';
import { auditPage, auditWords } from './page.ts';

export interface AuditorOptions {
  readonly desk: AuditorDesk;
  readonly sessions: StaffSessions;
  /** Whether accounts of the demo can log in. Default `false`. */
  readonly demo?: boolean;
  /** Where the pages live. Default `/audit`. */
  readonly path?: string;
}

/** An application's or a card's id, or `staff:ID`. */
const ObjectForm = z.object({
  object: z.string().check(z.trim(), z.regex(/^[\w:-]{1,80}$/)),
});

/** The auditor's pages: log-in, and what was done to one object, by whom and when. Script-free. */
export async function auditorPlugin(app: FastifyInstance, options: AuditorOptions): Promise<void> {
  const { desk, sessions, demo = false, path = '/audit' } = options;
  const titleOf = (language: Language) => auditWords(language).title;
  const front = await openFrontDesk(app, { path, role: 'auditor', sessions, demo, titleOf });

  app.get(`${path}/`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    const notice = 'expired' in (request.query as object) ? 'expired' : undefined;
    return front.show(reply, context, auditPage(context, { notice, checkpoints: await desk.checkpoints() }));
  });

  app.post(`${path}/entries`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const context = { ...front.contextOf(request, session), path: `${path}/` };
    const form = ObjectForm.safeParse(request.body);
    const found = form.success ? await desk.read(form.data.object, session.name) : undefined;
    const checkpoints = await desk.checkpoints();
    if (!form.success || !found)
      return front.show(reply, context, auditPage(context, { notice: 'unknown', checkpoints }), 404);
    return front.show(reply, context, auditPage(context, { object: form.data.object, found, checkpoints }));
  });
}
