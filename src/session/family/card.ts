import { anySignal } from '../../base/deadline.ts';
import type { Card, CardCode } from '../../protocol/card.ts';
import { relationshipLabel, type Walk } from '../flow.ts';
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

type Wish = 'unbind' | 'withdraw_consent' | 'show_code' | 'back';

interface Shown {
  card: Card;
  code: CardCode | null;
  link: { readonly service: string; readonly url: string } | null;
  busy: boolean;
}

/** A bound relative's card: its code, renewed as long as it is on show, its services, and unbinding. */
export async function runCard(walk: Walk, card: Card, ask: 'show_code' | null): Promise<void> {
  walk.applicationId = null;
  const shown: Shown = { card, code: null, link: null, busy: false };
  let pending = ask;
  for (;;) {
    try {
      if (pending === 'show_code') await renewCode(walk, shown);
      pending = null;
      const next = await whileShown(walk, shown);
      if (next === 'unbind') {
        if (await confirmUnbind(walk, card)) return;
      } else if (next === 'withdraw_consent') {
        const done = await withdrawConsent(walk, shown);
        if (done === 'unbind' && (await confirmUnbind(walk, card))) return;
        if (done === 'withdrawn') return;
      } else if (next === 'show_code') pending = next;
      else return;
    } catch (error) {
      Object.assign(shown, { code: null, link: null, busy: false });
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return;
    }
  }
}

/** Shows the card until something else is wanted. A code that lapses is renewed while it is on show. */
async function whileShown(walk: Walk, shown: Shown): Promise<Wish> {
  for (;;) {
    const asked = await oneRequest(walk, shown);
    if (asked === 'lapsed') await renewCode(walk, shown);
    else if (asked !== 'again') return asked;
  }
}

async function oneRequest(walk: Walk, shown: Shown): Promise<Wish | 'lapsed' | 'again'> {
  const over = new AbortController();
  const signal = anySignal([walk.signal, over.signal]);
  show(walk, shown);
  const asked = walk.inbox.once(REQUESTS, signal, (request) =>
    request.kind === 'open_service'
      ? { kind: request.kind, opened: openService(walk, shown, request.service) }
      : { kind: request.kind, opened: null },
  );
  asked.catch(() => {});
  try {
    const answer = await Promise.race([asked, lapse(walk, shown, signal)]);
    if (answer === 'lapsed') return 'lapsed';
    if (answer.opened) {
      shown.busy = true;
      show(walk, shown);
      shown.link = await answer.opened.finally(() => {
        shown.busy = false;
      });
      return 'again';
    }
    if (answer.kind === 'withdraw_consent') return mayWithdrawConsent(walk, shown) ? answer.kind : 'again';
    if (answer.kind === 'unbind' || answer.kind === 'show_code') return answer.kind;
    return 'back';
  } finally {
    over.abort();
  }
}

/** Counts the seconds of the code on show; ends when it has none left. Without a code it never ends. */
async function lapse(walk: Walk, shown: Shown, signal: AbortSignal): Promise<'lapsed'> {
  if (!shown.code) return new Promise(() => {});
  while (secondsLeft(walk, shown.code) > 0) {
    await walk.clock.sleep(1_000, signal).catch(() => {});
    if (signal.aborted) return new Promise(() => {});
    show(walk, shown);
  }
  return 'lapsed';
}

const secondsLeft = ({ clock }: Walk, { expires_at }: CardCode): number =>
  Math.max(0, Math.ceil((Date.parse(expires_at) - clock.epochMs()) / 1000));

async function renewCode(walk: Walk, shown: Shown): Promise<void> {
  shown.busy = shown.code === null;
  show(walk, shown);
  shown.code = await call(walk, (client) => client.cardCode(shown.card.ref, { signal: walk.signal }));
  shown.busy = false;
}

/** Within the click: the window opens at once and is led on when the link is there. A refused window leaves the link. */
async function openService(walk: Walk, { card }: Shown, service: string): Promise<Shown['link']> {
  const link = call(walk, (client) => client.serviceLink(card.ref, service, { signal: walk.signal }));
  const url = link.then((found) => found.url);
  url.catch(() => {});
  const opened = walk.parts.page.openWindow(url);
  return opened ? url.then(() => null) : { service, url: await url };
}

function show(walk: Walk, { card, code, link, busy }: Shown): void {
  walk.publish({
    kind: 'card',
    card,
    relationship: relationshipLabel(walk, card.relationship),
    ...(link ? { link } : {}),
    code: code ? { code, secondsLeft: secondsLeft(walk, code) } : null,
    canWithdrawConsent: mayWithdrawConsent(walk, { card }),
    busy,
  });
}

const mayWithdrawConsent = (walk: Walk, { card }: Pick<Shown, 'card'>): boolean =>
  card.application !== undefined && canWithdrawConsent(walk);

/** The card stays; it no longer names the application. */
async function withdrawConsent(walk: Walk, shown: Shown): Promise<'kept' | 'withdrawn' | 'unbind'> {
  const { application: applicationId, ...card } = shown.card;
  if (applicationId === undefined) return 'kept';
  const done = await runConsentWithdrawal(walk, {
    applicationId,
    subjectName: card.name,
    bound: card.status !== 'revoked',
  });
  if (done !== 'kept') shown.card = card;
  return done;
}

/** @returns whether the card was unbound. */
async function confirmUnbind(walk: Walk, card: Card): Promise<boolean> {
  const relationship = relationshipLabel(walk, card.relationship);
  for (;;) {
    walk.publish({ kind: 'confirm_unbind', card, relationship, busy: false });
    const answer = await walk.inbox.once(['confirm', 'back'], walk.signal, ({ kind }) => kind);
    if (answer === 'back') return false;
    walk.publish({ kind: 'confirm_unbind', card, relationship, busy: true });
    try {
      await call(walk, (client) => client.unbind(card.ref, { signal: walk.signal }));
      return true;
    } catch (error) {
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return false;
    }
  }
}
