import { anySignal } from '../../base/deadline.ts';
import type { Card, CardCode } from '../../protocol/card.ts';
import { type Flow, relationshipLabel } from '../flow.ts';
import { call } from '../login/call.ts';
import { showProblem } from '../problem/show-problem.ts';
import { canWithdrawConsent, runConsentWithdrawal } from '../result/withdrawal.ts';

const REQUESTS = [
  'show_code',
  'open_service',
  'unbind',
  'withdraw_consent',
  'back',
  'back_to_family',
] as const;

type CardAction = 'unbind' | 'withdraw_consent' | 'show_code' | 'back';

interface Shown {
  card: Card;
  code: CardCode | null;
  link: { readonly service: string; readonly url: string } | null;
  busy: boolean;
}

/** A bound relative's card: its code, renewed as long as it is on show, its services, and unbinding. */
export async function runCard(flow: Flow, card: Card, ask: 'show_code' | null): Promise<void> {
  flow.phases.setApplication(null);
  const shown: Shown = { card, code: null, link: null, busy: false };
  let pending = ask;
  for (;;) {
    try {
      if (pending === 'show_code') await renewCode(flow, shown);
      pending = null;
      const next = await whileShown(flow, shown);
      if (next === 'unbind') {
        if (await confirmUnbind(flow, card)) return;
      } else if (next === 'withdraw_consent') {
        const done = await withdrawConsent(flow, shown);
        if (done === 'unbind' && (await confirmUnbind(flow, card))) return;
        if (done === 'withdrawn') return;
      } else if (next === 'show_code') pending = next;
      else return;
    } catch (error) {
      Object.assign(shown, { code: null, link: null, busy: false });
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return;
    }
  }
}

/** Shows the card until something else is wanted. A code that lapses is renewed while it is on show. */
async function whileShown(flow: Flow, shown: Shown): Promise<CardAction> {
  for (;;) {
    const asked = await oneRequest(flow, shown);
    if (asked === 'lapsed') await renewCode(flow, shown);
    else if (asked !== 'again') return asked;
  }
}

async function oneRequest(flow: Flow, shown: Shown): Promise<CardAction | 'lapsed' | 'again'> {
  const over = new AbortController();
  const signal = anySignal([flow.signal, over.signal]);
  show(flow, shown);
  const asked = flow.requests.once(REQUESTS, signal, (request) =>
    request.kind === 'open_service'
      ? { kind: request.kind, opened: openService(flow, shown, request.service) }
      : { kind: request.kind, opened: null },
  );
  asked.catch(() => {});
  try {
    const answer = await Promise.race([asked, lapse(flow, shown, signal)]);
    if (answer === 'lapsed') return 'lapsed';
    if (answer.opened) {
      shown.busy = true;
      show(flow, shown);
      shown.link = await answer.opened.finally(() => {
        shown.busy = false;
      });
      return 'again';
    }
    if (answer.kind === 'withdraw_consent') return mayWithdrawConsent(flow, shown) ? answer.kind : 'again';
    if (answer.kind === 'unbind' || answer.kind === 'show_code') return answer.kind;
    return 'back';
  } finally {
    over.abort();
  }
}

/** Counts the seconds of the code on show; ends when it has none left. Without a code it never ends. */
async function lapse(flow: Flow, shown: Shown, signal: AbortSignal): Promise<'lapsed'> {
  if (!shown.code) return new Promise(() => {});
  while (secondsLeft(flow, shown.code) > 0) {
    await flow.clock.sleep(1_000, signal).catch(() => {});
    if (signal.aborted) return new Promise(() => {});
    show(flow, shown);
  }
  return 'lapsed';
}

const secondsLeft = ({ clock }: Flow, { expires_at }: CardCode): number =>
  Math.max(0, Math.ceil((Date.parse(expires_at) - clock.epochMs()) / 1000));

async function renewCode(flow: Flow, shown: Shown): Promise<void> {
  shown.busy = shown.code === null;
  show(flow, shown);
  shown.code = await call(flow, (client) => client.cardCode(shown.card.ref, { signal: flow.signal }));
  shown.busy = false;
}

/** Within the click: the window opens at once and is led on when the link is there. A refused window leaves the link. */
async function openService(flow: Flow, { card }: Shown, service: string): Promise<Shown['link']> {
  const link = call(flow, (client) => client.serviceLink(card.ref, service, { signal: flow.signal }));
  const url = link.then((found) => found.url);
  url.catch(() => {});
  const opened = flow.parts.page.openWindow(url);
  return opened ? url.then(() => null) : { service, url: await url };
}

function show(flow: Flow, { card, code, link, busy }: Shown): void {
  flow.publish({
    kind: 'card',
    card,
    relationship: relationshipLabel(flow, card.relationship),
    ...(link ? { link } : {}),
    code: code ? { code, secondsLeft: secondsLeft(flow, code) } : null,
    canWithdrawConsent: mayWithdrawConsent(flow, { card }),
    busy,
  });
}

const mayWithdrawConsent = (flow: Flow, { card }: Pick<Shown, 'card'>): boolean =>
  card.application !== undefined && canWithdrawConsent(flow);

/** The card stays; it no longer names the application. */
async function withdrawConsent(flow: Flow, shown: Shown): Promise<'kept' | 'withdrawn' | 'unbind'> {
  const { application: applicationId, ...card } = shown.card;
  if (applicationId === undefined) return 'kept';
  const done = await runConsentWithdrawal(flow, {
    applicationId,
    subjectName: card.name,
    bound: card.status !== 'revoked',
  });
  if (done !== 'kept') shown.card = card;
  return done;
}

/** @returns whether the card was unbound. */
async function confirmUnbind(flow: Flow, card: Card): Promise<boolean> {
  const relationship = relationshipLabel(flow, card.relationship);
  for (;;) {
    flow.publish({ kind: 'confirm_unbind', card, relationship, busy: false });
    const answer = await flow.requests.once(['confirm', 'back'], flow.signal, ({ kind }) => kind);
    if (answer === 'back') return false;
    flow.publish({ kind: 'confirm_unbind', card, relationship, busy: true });
    try {
      await call(flow, (client) => client.unbind(card.ref, { signal: flow.signal }));
      return true;
    } catch (error) {
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return false;
    }
  }
}
