import type { FastifyInstance } from 'fastify';
import type { RelationshipRule } from '../../../src/protocol/discovery.ts';
import { sendPicture } from '../pages/send-picture.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import { CaseParams, DecisionForm, PictureParams } from './forms.ts';
import { casePage } from './pages/case-page.ts';
import { queuePage } from './pages/queue-page.ts';
import type { ReviewDesk } from './review-desk.ts';

const NOTICES = ['done', 'gone', 'expired'] as const;

export function caseRoutes(
  app: FastifyInstance,
  front: FrontDesk,
  desk: ReviewDesk,
  relationships: readonly RelationshipRule[],
): void {
  const { prefix } = front;
  const caseOf = async (params: unknown) => {
    const parsed = CaseParams.safeParse(params);
    return parsed.success ? desk.find(parsed.data.id) : undefined;
  };

  app.get(`${prefix}/`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    const notice = NOTICES.find((one) => one in (request.query as object));
    return front.show(reply, context, queuePage(context, await desk.queue(), relationships, notice));
  });

  app.get(`${prefix}/cases/:id`, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.home(reply);
    const review = await caseOf(request.params);
    if (!review) return front.home(reply, '?gone');
    const context = front.contextOf(request, session);
    return front.show(reply, context, casePage(context, review, relationships));
  });

  app.post(`${prefix}/cases/:id/decision`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const review = await caseOf(request.params);
    if (!review) return front.home(reply, '?gone');
    const form = DecisionForm.safeParse(request.body);
    if (!form.success || (form.data.decision === 'rejected' && form.data.reason === undefined)) {
      const context = {
        ...front.contextOf(request, session),
        path: `${prefix}/cases/${review.applicationId}`,
      };
      return front.show(reply, context, casePage(context, review, relationships, 'reasonMissing'), 422);
    }
    const { decision, note } = form.data;
    const reason = decision === 'rejected' ? (form.data.reason ?? null) : null;
    const reviewer = session.name;
    const decided = await desk.decide(review.applicationId, { decision, reason, note, reviewer });
    return front.home(reply, decided ? '?done' : '?gone');
  });
}

/** Pictures go to a logged-in reviewer only. */
export function pictureRoutes(app: FastifyInstance, front: FrontDesk, desk: ReviewDesk): void {
  app.get(`${front.prefix}/cases/:id/pictures/:n`, async (request, reply) => {
    const params = PictureParams.safeParse(request.params);
    if (!(await front.sessionOf(request)) || !params.success) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.picture(params.data.id, params.data.n));
  });

  app.get(`${front.prefix}/cases/:id/registry-photo`, async (request, reply) => {
    const params = CaseParams.safeParse(request.params);
    if (!(await front.sessionOf(request)) || !params.success) return sendPicture(reply, undefined);
    return sendPicture(reply, await desk.registryPhoto(params.data.id));
  });
}
