import { anySignal } from '../../base/deadline.ts';
import { CancelledError } from '../../base/errors.ts';
import {
  type Application,
  type ApplicationStatus,
  type DecisionReason,
  isFinal,
  knownStatus,
} from '../../protocol/application.ts';
import type { Card } from '../../protocol/card.ts';
import type { Method, Open } from '../../protocol/common.ts';
import type { SignedResult } from '../../protocol/result.ts';
import { type Flow, relationshipLabel } from '../flow.ts';
import { call } from '../login/call.ts';
import { chooseMethod } from '../methods.ts';
import { showProblem } from '../problem/show-problem.ts';
import { runSubject } from '../subject/subject.ts';
import type { SubjectOutcome } from '../subject/subject-context.ts';
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
  | { readonly kind: 'retry'; readonly reason: Open<DecisionReason> }
  | { readonly kind: 'method'; readonly method: Method }
  | { readonly kind: 'card'; readonly card: Card; readonly ask: 'show_code' | null };

/** From the submission to the decision, and what the person does about it. */
export async function runResult(flow: Flow, awaited: Awaited): Promise<ResultOutcome> {
  let { application } = awaited;
  flow.phases.setApplication(application.id);
  for (;;) {
    try {
      const waited = await waitFor(flow, application, awaited.methods);
      if (waited.kind === 'left') return { kind: 'family' };
      if (waited.kind === 'method') return waited;
      if (waited.kind === 'withdraw') {
        if (await runWithdraw(flow, application)) return { kind: 'family' };
        continue;
      }
      application = waited.application;
      if (!isFinal(application.status)) continue;
      const outcome = await showDecision(flow, application, awaited);
      if (outcome.kind !== 'appealed') return outcome;
      application = outcome.application;
    } catch (error) {
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return { kind: 'family' };
    }
  }
}

/** The subject's own word is the whole way; with others the backend asks them by itself, if it does. */
const waitsForSubject = ({ status, method }: Application): boolean =>
  status === 'awaiting_subject' && (method === 'subject_login' || method === 'in_person');

/** Until the backend has decided or waits for the subject, or the person wants something else. */
async function waitFor(
  flow: Flow,
  application: Application,
  methods: readonly Method[],
): Promise<SubjectOutcome> {
  if (isFinal(application.status)) return { kind: 'moved', application };
  if (waitsForSubject(application)) return runSubject(flow, application, methods);
  const left = new AbortController();
  const signal = anySignal([flow.signal, left.signal]);
  const requests = flow.requests.subscribe(['back_to_family', 'back', 'withdraw']);
  let asked: SubjectOutcome = { kind: 'left' };
  requests.next(signal).then(
    ({ kind }) => {
      if (kind === 'withdraw') asked = { kind };
      left.abort();
    },
    () => {},
  );
  let last = application;
  let isOffline = false;
  const show = () => {
    const status = knownStatus(last.status);
    if (signal.aborted || isFinal(status) || status === 'draft' || waitsForSubject(last)) return;
    flow.publish({
      kind: 'waiting',
      status: status as Extract<
        ApplicationStatus,
        'submitted' | 'processing' | 'manual_review' | 'awaiting_subject'
      >,
      subjectName: last.subject_name,
      estimatedAt: last.estimated_at ?? null,
      reviewUntil: status === 'manual_review' ? (last.expires_at ?? null) : null,
      offline: isOffline,
    });
  };
  try {
    show();
    const changed = await call(flow, (client) =>
      client.waitForDecision(application.id, {
        signal,
        until: (changed) => isFinal(changed.status) || waitsForSubject(changed),
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
    if (error instanceof CancelledError && left.signal.aborted && !flow.signal.aborted) return asked;
    throw error;
  } finally {
    left.abort();
    requests.close();
  }
}

type Shown = ResultOutcome | { readonly kind: 'appealed'; readonly application: Application };

async function showDecision(flow: Flow, application: Application, awaited: Awaited): Promise<Shown> {
  if (application.status === 'withdrawn') return { kind: 'family' };
  if (application.status === 'expired') return showExpired(flow, application, awaited.methods);
  const { submissionSha256 } = awaited;
  const signed = await call(flow, (client) =>
    client.signedResult(application.id, submissionSha256 === undefined ? {} : { submissionSha256 }, {
      signal: flow.signal,
    }),
  );
  return signed.result.status === 'approved'
    ? showApproved(flow, application, signed)
    : showRejected(flow, application, signed, awaited.methods);
}

async function showApproved(flow: Flow, application: Application, signed: SignedResult): Promise<Shown> {
  const ref = signed.result.binding?.ref ?? application.card_ref;
  if (ref === undefined) return { kind: 'family' };
  const card = await call(flow, (client) => client.card(ref, { signal: flow.signal }));
  flow.publish({
    kind: 'approved',
    subjectName: application.subject_name,
    signedResult: signed.jwt,
    card,
    relationship: relationshipLabel(flow, application.relationship),
  });
  const kind = await flow.requests.once(
    ['show_card', 'show_code', 'back_to_family', 'back'],
    flow.signal,
    (request) => request.kind,
  );
  if (kind === 'back' || kind === 'back_to_family') return { kind: 'family' };
  return { kind: 'card', card, ask: kind === 'show_code' ? kind : null };
}

async function showRejected(
  flow: Flow,
  application: Application,
  { jwt, result }: SignedResult,
  methods: readonly Method[],
): Promise<Shown> {
  const reason = result.reason ?? application.reason ?? 'policy';
  const otherMethods = methods.filter((method) => method !== application.method);
  const canWithdraw = canWithdrawConsent(flow) && application.consents_withdrawn_at === undefined;
  const requests = flow.requests.subscribe([
    'retry',
    'appeal',
    'choose_method',
    'withdraw_consent',
    'back_to_family',
    'back',
  ]);
  try {
    for (;;) {
      flow.publish({
        kind: 'rejected',
        subjectName: application.subject_name,
        signedResult: jwt,
        reason,
        canRetry: application.retryable,
        canAppeal: application.appealable,
        canWithdrawConsent: canWithdraw,
        otherMethods: application.retryable ? otherMethods : [],
      });
      const request = await requests.next(flow.signal);
      if (request.kind === 'back' || request.kind === 'back_to_family') return { kind: 'family' };
      if (request.kind === 'retry' && application.retryable) return { kind: 'retry', reason };
      if (request.kind === 'choose_method' && application.retryable) {
        const method = request.method ?? (await otherMethod(flow, application.method, otherMethods));
        if (method && otherMethods.includes(method)) return { kind: 'method', method };
      }
      if (request.kind === 'appeal' && application.appealable) {
        const appealed = await runAppeal(flow, application);
        if (appealed) return { kind: 'appealed', application: appealed };
      }
      if (request.kind === 'withdraw_consent' && canWithdraw && (await withdrawConsent(flow, application))) {
        return { kind: 'family' };
      }
    }
  } finally {
    requests.close();
  }
}

/** The review ran out: told as what it is, with the methods to begin again. */
async function showExpired(flow: Flow, application: Application, methods: readonly Method[]): Promise<Shown> {
  const { retryable, subject_name: subjectName } = application;
  const otherMethods = retryable ? methods.filter((method) => method !== application.method) : [];
  const canWithdraw = canWithdrawConsent(flow) && application.consents_withdrawn_at === undefined;
  const requests = flow.requests.subscribe([
    'retry',
    'choose_method',
    'withdraw_consent',
    'back_to_family',
    'back',
  ]);
  try {
    for (;;) {
      flow.publish({
        kind: 'expired',
        subjectName,
        canRetry: retryable,
        canWithdrawConsent: canWithdraw,
        otherMethods,
      });
      const request = await requests.next(flow.signal);
      if (request.kind === 'back' || request.kind === 'back_to_family') return { kind: 'family' };
      if (request.kind === 'retry' && retryable) return { kind: 'retry', reason: 'review_expired' };
      if (request.kind === 'choose_method') {
        const method = request.method ?? (await otherMethod(flow, application.method, otherMethods));
        if (method && otherMethods.includes(method)) return { kind: 'method', method };
      }
      if (request.kind === 'withdraw_consent' && canWithdraw && (await withdrawConsent(flow, application))) {
        return { kind: 'family' };
      }
    }
  } finally {
    requests.close();
  }
}

/** @returns whether they are withdrawn. */
const withdrawConsent = async (flow: Flow, { id, subject_name }: Application): Promise<boolean> =>
  (await runConsentWithdrawal(flow, { applicationId: id, subjectName: subject_name, bound: false })) !==
  'kept';

/** The only other way, or the person's choice among several. */
async function otherMethod(
  flow: Flow,
  current: Open<Method>,
  others: readonly Method[],
): Promise<Method | null> {
  return others.length > 1 ? chooseMethod(flow, current, others) : (others[0] ?? null);
}

/** One appeal in the person's own words; `null` when they turn back. */
async function runAppeal(flow: Flow, application: Application): Promise<Application | null> {
  const subjectName = application.subject_name;
  const requests = flow.requests.subscribe(['send_appeal', 'back']);
  try {
    for (;;) {
      flow.publish({ kind: 'appealing', subjectName, busy: false });
      const request = await requests.next(flow.signal);
      if (request.kind === 'back') return null;
      const text = request.text.trim();
      if (text === '') continue;
      flow.publish({ kind: 'appealing', subjectName, busy: true });
      try {
        return await call(flow, (client) => client.appeal(application.id, text, { signal: flow.signal }));
      } catch (error) {
        if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return null;
        requests.clear();
      }
    }
  } finally {
    requests.close();
  }
}
