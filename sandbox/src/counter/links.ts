import { IdSchema } from '@family-auth/library/protocol/common.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { type Html, html } from '../pages/html.ts';
import { formatTime, type Language, relationshipLabel } from '../pages/language.ts';
import type { FrontDesk } from '../staff/front-desk.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { CounterLink, LinksDesk } from './links-desk.ts';

const zh = {
  open: '解除亲情服务绑定',
  why: '本人（孩子的由监护人）带证件原件来，可以当面查看谁添加了自己，并解除绑定。没有登记手机、收不到消息的人也是这样办。',
  number: '证件号码',
  seen: '我看过证件原件，照片是本人；孩子的，也看过监护人的证件',
  look: '查看',
  operator: '添加人',
  relationship: '填写的关系',
  since: '添加时间',
  none: '这个证件号码没有绑定。请对照证件再看一遍。',
  present: '本人（或孩子的监护人）在场，要求解除',
  end: '解除这个绑定',
  done: '已经解除。对方不能再替本人办理；没有本人同意，对方不能再次添加。',
  gone: '这个绑定已经不在了。',
  ticksMissing: '请先逐项确认并打勾。',
  back: '返回',
};
type LinksWords = typeof zh;
const en: LinksWords = {
  open: 'Undo a family service link',
  why: 'A person (for a child, a guardian) comes with the original document, sees who added them, and has it undone. So do those who have no phone on file and get no messages.',
  number: 'Document number',
  seen: 'I have seen the original document, and the photo is of this person; for a child, also the guardian’s',
  look: 'Look it up',
  operator: 'Added by',
  relationship: 'Stated relationship',
  since: 'Added on',
  none: 'Nobody is linked to this document number. Please compare it with the document again.',
  present: 'The person (or the child’s guardian) is here and asks for it',
  end: 'Undo this link',
  done: 'Undone. The other person can no longer act for them, and cannot add them again without their own agreement.',
  gone: 'This link has ended already.',
  ticksMissing: 'Please confirm and tick each item first.',
  back: 'Back',
};
const linksWords = (language: Language): LinksWords => (language === 'en' ? en : zh);
type Notice = 'done' | 'gone' | 'ticksMissing' | 'none';

const number = z.string().check(z.minLength(1), z.maxLength(40));
const tick = z.optional(z.literal('yes'));
const LookForm = z.object({ idNumber: number, seen: tick });
const EndForm = z.object({ idNumber: number, ref: IdSchema, present: tick });

/** A link to the page, for the counter's first one. */
export const linksEntrance = (prefix: string, language: Language): Html =>
  html`<a href="${prefix}/links">${linksWords(language).open} →</a>`;

/**
 * The way to undo a link for somebody who gets no message, or cannot use the link in it: a clerk sees them and their
 * document. The number travels in the bodies of forms alone.
 */
export function linksRoutes(
  app: FastifyInstance,
  front: FrontDesk,
  desk: LinksDesk,
  relationships: readonly RelationshipRule[],
): void {
  const path = `${front.prefix}/links`;
  app.get(path, async (request, reply) => {
    const session = await front.sessionOf(request);
    if (!session) return front.showLogin(reply, request);
    const context = front.contextOf(request, session);
    return front.show(reply, context, lookPage(context));
  });

  app.post(path, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const context = front.contextOf(request, session);
    const form = LookForm.safeParse(request.body);
    if (!form.success || !form.data.seen) {
      return front.show(reply, context, lookPage(context, 'ticksMissing'), 422);
    }
    const { idNumber } = form.data;
    const links = await desk.find(idNumber, session.name);
    if (links.length === 0) return front.show(reply, context, lookPage(context, 'none'), 404);
    return front.show(reply, context, listPage(context, { idNumber, links, relationships }));
  });

  app.post(`${path}/end`, async (request, reply) => {
    const session = await front.sessionOfForm(request);
    if (!session) return front.home(reply, '?expired');
    const context = { ...front.contextOf(request, session), path };
    const form = EndForm.safeParse(request.body);
    if (!form.success || !form.data.present) {
      return front.show(reply, context, lookPage(context, 'ticksMissing'), 422);
    }
    const { idNumber, ref } = form.data;
    const ended = await desk.end(idNumber, ref, session.name);
    return front.show(reply, context, lookPage(context, ended ? 'done' : 'gone'), ended ? 200 : 404);
  });
}

/** Where a clerk enters the number of a document that they have seen. */
export function lookPage(context: PageContext, notice?: Notice): string {
  const { language, prefix, session } = context;
  const words = linksWords(language);
  return layout(
    context,
    html`<p><a href="${prefix}/">← ${words.back}</a></p>
${notice ? html`<p class="${notice === 'done' ? 'notice' : 'problem'}" role="status">${words[notice]}</p>` : null}
<form class="card narrow" method="post" action="${prefix}/links">
<input type="hidden" name="csrf" value="${session?.csrf}">
<p>${words.why}</p>
<label for="idNumber"><strong>${words.number}</strong></label>
<input id="idNumber" name="idNumber" class="code" required autocomplete="off" maxlength="40">
<label class="tick"><input type="checkbox" name="seen" value="yes" required> <span>${words.seen}</span></label>
<button class="primary">${words.look}</button>
</form>`,
  );
}

/** Who added the holder of a document; one form each undoes a link. */
export function listPage(
  context: PageContext,
  {
    idNumber,
    links,
    relationships,
  }: {
    readonly idNumber: string;
    readonly links: readonly CounterLink[];
    readonly relationships: readonly RelationshipRule[];
  },
): string {
  const { language, prefix, session } = context;
  const words = linksWords(language);
  return layout(
    context,
    html`<p><a href="${prefix}/links">← ${words.back}</a></p>
${links.map(
  (link) => html`<form class="card narrow" method="post" action="${prefix}/links/end">
<input type="hidden" name="csrf" value="${session?.csrf}">
<input type="hidden" name="idNumber" value="${idNumber}"><input type="hidden" name="ref" value="${link.ref}">
<dl class="facts large">
<div><dt>${words.operator}</dt><dd>${link.operatorName}</dd></div>
<div><dt>${words.relationship}</dt><dd>${relationshipLabel(relationships, link.relationship, language)}</dd></div>
<div><dt>${words.since}</dt><dd>${formatTime(link.boundAt, language)}</dd></div>
</dl>
<label class="tick"><input type="checkbox" name="present" value="yes" required> <span>${words.present}</span></label>
<button class="danger">${words.end}</button>
</form>`,
)}`,
  );
}
