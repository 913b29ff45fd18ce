import { anySignal } from '../../base/deadline.ts';
import { LoginError } from '../../base/errors.ts';
import type { LoginSession } from '../../login/login-session.ts';
import type { Consent } from '../../protocol/application.ts';
import type { SubjectLink } from '../../protocol/subject-request.ts';
import { type LoginUnderway, waitForLogin } from '../login/log-in.ts';
import type { PhaseOf } from '../phase.ts';
import { needsLogin } from '../problem/problem.ts';
import { showProblem } from '../problem/show-problem.ts';
import { runSubjectConsent, SubjectFault } from './subject-consent.ts';
import {
  canChangeMethod,
  changeMethod,
  type SubjectContext,
  type SubjectOutcome,
} from './subject-context.ts';

type Notice = PhaseOf<'subject_login'>['notice'];

/** The subject logs in here, in a window of their own, or by a link on their own phone. */
export async function runSubjectLogin(context: SubjectContext): Promise<SubjectOutcome> {
  const { flow, client, application } = context;
  const login = flow.connection.login;
  let link: SubjectLink | null = null;
  let notice: Notice = null;
  /** By the subject who ticked it: what another one sees is not ticked. */
  const ticked = new Map<string, Map<string, Consent>>();
  const show = (busy = false) =>
    flow.publish({
      kind: 'subject_login',
      subjectName: application.subject_name,
      canLoginHere: login.startGuest !== undefined,
      link: link && { url: link.url, qr: link.qr },
      until: application.expires_at ?? null,
      notice,
      canChangeMethod: canChangeMethod(context),
      busy,
      offline: context.offline,
    });
  const fetchLink = async () => {
    show(true);
    link ??= await client.subjectLink(application.id, { signal: flow.signal });
  };
  // Where nobody can log in here, the link is the only way.
  if (!login.startGuest) await fetchLink();
  for (;;) {
    context.onOffline(show);
    show();
    const asked = await flow.requests.once(
      ['login_subject', 'show_link', 'choose_method', 'withdraw', 'back', 'back_to_family'],
      flow.signal,
      ({ kind }) => ({ kind, guest: kind === 'login_subject' ? start(context) : null }),
    );
    context.onOffline(() => {});
    notice = null;
    if (asked.guest) {
      notice = await withGuest(context, asked.guest, ticked);
      if (notice === 'popup_blocked') await fetchLink();
    } else if (asked.kind === 'show_link') await fetchLink();
    else if (asked.kind === 'withdraw') return { kind: 'withdraw' };
    else if (asked.kind === 'choose_method') {
      const changed = await changeMethod(context);
      if (changed) return changed;
    } else if (asked.kind !== 'login_subject') return { kind: 'left' };
  }
}

/** Runs within the click, so that the provider's window is the person's own doing. */
function start({ flow }: SubjectContext): LoginUnderway | null {
  const { login } = flow.connection;
  if (!login.startGuest) return null;
  const cancel = new AbortController();
  const session = login.startGuest({ signal: anySignal([flow.signal, cancel.signal]) });
  session.catch(() => {});
  return { cancel, session };
}

/** The subject logs in, answers, and is logged out again. @returns why it did not come to an answer. */
async function withGuest(
  context: SubjectContext,
  guest: LoginUnderway,
  ticked: Map<string, Map<string, Consent>>,
): Promise<Notice> {
  const { flow, client, application } = context;
  try {
    const session = await waitForGuest(context, guest);
    try {
      const { token } = await client.subjectLink(application.id, { signal: flow.signal });
      const given = ticked.get(session.sub) ?? new Map<string, Consent>();
      ticked.set(session.sub, given);
      await runSubjectConsent(context, await flow.connection.clientFor(session), token, given);
      return null;
    } finally {
      session.logout().catch(() => {});
    }
  } catch (error) {
    if (flow.signal.aborted || !(error instanceof SubjectFault)) throw error;
    const fault: unknown = error.cause;
    if (fault instanceof LoginError && fault.code === 'login_popup_blocked') return 'popup_blocked';
    if (fault instanceof LoginError) return 'not_logged_in';
    if (needsLogin(fault)) return 'log_in_again';
    await showProblem(flow, fault, ['retry', 'back']);
    return null;
  }
}

async function waitForGuest({ flow }: SubjectContext, guest: LoginUnderway): Promise<LoginSession> {
  try {
    return await waitForLogin(flow, 'subject', guest);
  } catch (error) {
    throw new SubjectFault(error);
  }
}
