import { anySignal } from '../../base/deadline.ts';
import { CancelledError } from '../../base/errors.ts';
import { type Application, isFinal, type Reason, type Status } from '../../protocol/application.ts';
import type { Card } from '../../protocol/card.ts';
import type { Method } from '../../protocol/common.ts';
import { relationshipLabel, type Walk } from '../flow.ts';
import { call } from '../login/call.ts';
import { chooseMethod } from '../methods.ts';
import { showProblem } from '../problem/show-problem.ts';
import { runSubject } from '../subject/subject.ts';
import type { Subjected } from '../subject/subject-context.ts';
import { canWithdrawConsent, runConsentWithdrawal, runWithdraw } from './withdrawal.ts';

/** What to wait for, and what is known of it. */
export interface Awaited {
  readonly application: Application;
  /** Digest of what was submitted in this session, so that the decision can be tied to it. */
  readonly submissionSha256?: string;
  /** Ways to try again with the entries at hand; none when they are gone. */
  readonly methods: readonly Method[];
}

export type ResultOutcome =
  | { readonly kind: 'family' }
  | { readonly kind: 'retry'; readonly reason: Reason }
  | { readonly kind: 'method'; readonly method: Method }
  | { readonly kind: 'card'; readonly card: Card; readonly ask: 'show_code' | null };

/** From the submission to the decision, and what the person does about it. */
export async function runResult(walk: Walk, awaited: Awaited): Promise<ResultOutcome> {
  let { application } = awaited;
  walk.applicationId = application.id;
  for (;;) {
    try {
      const waited = await waitFor(walk, application, awaited.methods);
      if (waited.kind === 'left') return { kind: 'family' };
      if (waited.kind === 'method') return waited;
      if (waited.kind === 'withdraw') {
        if (await runWithdraw(walk, application)) return { kind: 'family' };
        continue;
      }
      application = waited.application;
      if (!isFinal(application.status)) continue;
      const outcome = await showDecision(walk, application, awaited);
      if (outcome.kind !== 'appealed') return outcome;
      application = outcome.application;
    } catch (error) {
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return { kind: 'family' };
    }
  }
}

/** The relative's own word is the whole way; with others the backend asks them by itself, if it does. */
const waitsForRelative = ({ status, method }: Application): boolean =>
  status === 'awaiting_subject' && (method === 'subject_login' || method === 'in_person');

/** Until the backend has decided or waits for the relative, or the person wants something else. */
async function waitFor(walk: Walk, application: Application, methods: readonly Method[]): Promise<Subjected> {
  if (isFinal(application.status)) return { kind: 'moved', application };
  if (waitsForRelative(application)) return runSubject(walk, application, methods);
  const left = new AbortController();
  const signal = anySignal([walk.signal, left.signal]);
  const ear = walk.inbox.listen(['back_to_family', 'back', 'withdraw']);
  let asked: Subjected = { kind: 'left' };
  ear.next(signal).then(
    ({ kind }) => {
      if (kind === 'withdraw') asked = { kind };
      left.abort();
    },
    () => {},
  );
  let last = application;
  let isOffline = false;
  const show = () => {
    const { status } = last;
    if (signal.aborted || isFinal(status) || status === 'draft' || waitsForRelative(last)) return;
    walk.publish({
      kind: 'waiting',
      status: status as Extract<Status, 'submitted' | 'processing' | 'manual_review' | 'awaiting_subject'>,
      subjectName: last.subject_name,
      estimatedAt: last.estimated_at ?? null,
      reviewUntil: status === 'manual_review' ? (last.expires_at ?? null) : null,
      offline: isOffline,
    });
  };
  try {
    show();
    const changed = await call(walk, (client) =>
      client.waitForDecision(application.id, {
        signal,
        until: (changed) => isFinal(changed.status) || waitsForRelative(changed),
        onStatus: (changed) => {
          last = changed;
          show();
        },
        onOffline: (offline) => {
          isOffline = offline;
          show();
        },
      }),
    );
    return { kind: 'moved', application: changed };
  } catch (error) {
    if (error instanceof CancelledError && left.signal.aborted && !walk.signal.aborted) return asked;
    throw error;
  } finally {
    left.abort();
    ear.close();
  }
}

type Shown = ResultOutcome | { readonly kind: 'appealed'; readonly application: Application };

async function showDecision(walk: Walk, application: Application, awaited: Awaited): Promise<Shown> {
  if (application.status === 'withdrawn') return { kind: 'family' };
  if (application.status === 'expired') return showExpired(walk, application, awaited.methods);
  const { submissionSha256 } = awaited;
  const result = await call(walk, (client) =>
    client.result(application.id, submissionSha256 === undefined ? {} : { submissionSha256 }, {
      signal: walk.signal,
    }),
  );
  if (result.status === 'approved') {
    return showApproved(walk, application, result.binding?.ref ?? application.card_ref);
  }
  return showRejected(walk, application, result.reason ?? application.reason ?? 'policy', awaited.methods);
}

async function showApproved(walk: Walk, application: Application, ref: string | undefined): Promise<Shown> {
  if (ref === undefined) return { kind: 'family' };
  const card = await call(walk, (client) => client.card(ref, { signal: walk.signal }));
  walk.publish({
    kind: 'approved',
    subjectName: application.subject_name,
    card,
    relationship: relationshipLabel(walk, application.relationship),
  });
  const kind = await walk.inbox.once(
    ['show_card', 'show_code', 'back_to_family', 'back'],
    walk.signal,
    (request) => request.kind,
  );
  if (kind === 'back' || kind === 'back_to_family') return { kind: 'family' };
  return { kind: 'card', card, ask: kind === 'show_code' ? kind : null };
}

async function showRejected(
  walk: Walk,
  application: Application,
  reason: Reason,
  methods: readonly Method[],
): Promise<Shown> {
  const otherMethods = methods.filter((method) => method !== application.method);
  const canWithdraw = canWithdrawConsent(walk) && application.consents_withdrawn_at === undefined;
  const ear = walk.inbox.listen([
    'retry',
    'appeal',
    'choose_method',
    'withdraw_consent',
    'back_to_family',
    'back',
  ]);
  try {
    for (;;) {
      walk.publish({
        kind: 'rejected',
        subjectName: application.subject_name,
        reason,
        canRetry: application.retryable,
        canAppeal: application.appealable,
        canWithdrawConsent: canWithdraw,
        otherMethods: application.retryable ? otherMethods : [],
      });
      const request = await ear.next(walk.signal);
      if (request.kind === 'back' || request.kind === 'back_to_family') return { kind: 'family' };
      if (request.kind === 'retry' && application.retryable) return { kind: 'retry', reason };
      if (request.kind === 'choose_method' && application.retryable) {
        const method = request.method ?? (await otherMethod(walk, application.method, otherMethods));
        if (method && otherMethods.includes(method)) return { kind: 'method', method };
      }
      if (request.kind === 'appeal' && application.appealable) {
        const appealed = await runAppeal(walk, application);
        if (appealed) return { kind: 'appealed', application: appealed };
      }
      if (request.kind === 'withdraw_consent' && canWithdraw && (await withdrawConsent(walk, application))) {
        return { kind: 'family' };
      }
    }
  } finally {
    ear.close();
  }
}

/** The review ran out: told as what it is, with the ways to begin again. */
async function showExpired(walk: Walk, application: Application, methods: readonly Method[]): Promise<Shown> {
  const { retryable, subject_name: subjectName } = application;
  const otherMethods = retryable ? methods.filter((method) => method !== application.method) : [];
  const canWithdraw = canWithdrawConsent(walk) && application.consents_withdrawn_at === undefined;
  const ear = walk.inbox.listen(['retry', 'choose_method', 'withdraw_consent', 'back_to_family', 'back']);
  try {
    for (;;) {
      walk.publish({
        kind: 'expired',
        subjectName,
        canRetry: retryable,
        canWithdrawConsent: canWithdraw,
        otherMethods,
      });
      const request = await ear.next(walk.signal);
      if (request.kind === 'back' || request.kind === 'back_to_family') return { kind: 'family' };
      if (request.kind === 'retry' && retryable) return { kind: 'retry', reason: 'review_expired' };
      if (request.kind === 'choose_method') {
        const method = request.method ?? (await otherMethod(walk, application.method, otherMethods));
        if (method && otherMethods.includes(method)) return { kind: 'method', method };
      }
      if (request.kind === 'withdraw_consent' && canWithdraw && (await withdrawConsent(walk, application))) {
        return { kind: 'family' };
      }
    }
  } finally {
    ear.close();
  }
}

/** @returns whether they are withdrawn. */
const withdrawConsent = async (walk: Walk, { id, subject_name }: Application): Promise<boolean> =>
  (await runConsentWithdrawal(walk, { applicationId: id, subjectName: subject_name, bound: false })) !==
  'kept';

/** The only other way, or the person's choice among several. */
async function otherMethod(walk: Walk, current: Method, others: readonly Method[]): Promise<Method | null> {
  return others.length > 1 ? chooseMethod(walk, current, others) : (others[0] ?? null);
}

/** One appeal in the person's own words; `null` when they turn back. */
export async function runAppeal(walk: Walk, application: Application): Promise<Application | null> {
  const subjectName = application.subject_name;
  const ear = walk.inbox.listen(['send_appeal', 'back']);
  try {
    for (;;) {
      walk.publish({ kind: 'appealing', subjectName, busy: false });
      const request = await ear.next(walk.signal);
      if (request.kind === 'back') return null;
      const text = request.text.trim();
      if (text === '') continue;
      walk.publish({ kind: 'appealing', subjectName, busy: true });
      try {
        return await call(walk, (client) => client.appeal(application.id, text, { signal: walk.signal }));
      } catch (error) {
        if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return null;
        ear.clear();
      }
    }
  } finally {
    ear.close();
  }
}
