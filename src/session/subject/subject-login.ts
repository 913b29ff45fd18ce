import { anySignal } from '../../base/deadline.ts';
import { LoginError } from '../../base/errors.ts';
import type { LoginSession } from '../../login/login-session.ts';
import type { Consent } from '../../protocol/application.ts';
import type { SubjectLink } from '../../protocol/subject-request.ts';
import { type LoginUnderway, waitForLogin } from '../login/log-in.ts';
import type { PhaseOf } from '../phase.ts';
import { needsLogin } from '../problem/problem.ts';
import { showProblem } from '../problem/show-problem.ts';
import { RelativeFault, runSubjectConsent } from './subject-consent.ts';
import { canChangeMethod, changeMethod, type Subjected, type SubjectScene } from './subject-context.ts';

type Notice = PhaseOf<'subject_login'>['notice'];

/** The relative logs in here, in a window of their own, or by a link on their own phone. */
export async function runSubjectLogin(scene: SubjectScene): Promise<Subjected> {
  const { walk, client, application } = scene;
  const login = walk.connection!.login;
  let link: SubjectLink | null = null;
  let notice: Notice = null;
  /** By the relative who ticked it: what another one sees is not ticked. */
  const ticked = new Map<string, Map<string, Consent>>();
  const show = (busy = false) =>
    walk.publish({
      kind: 'subject_login',
      subjectName: application.subject_name,
      canLoginHere: login.startGuest !== undefined,
      link: link && { url: link.url, qr: link.qr },
      until: application.expires_at ?? null,
      notice,
      canChangeMethod: canChangeMethod(scene),
      busy,
      offline: scene.offline,
    });
  const fetchLink = async () => {
    show(true);
    link ??= await client.subjectLink(application.id, { signal: walk.signal });
  };
  // Where nobody can log in here, the link is the only way.
  if (!login.startGuest) await fetchLink();
  for (;;) {
    scene.onOffline(show);
    show();
    const asked = await walk.inbox.once(
      ['login_relative', 'show_link', 'choose_method', 'withdraw', 'back', 'back_to_family'],
      walk.signal,
      ({ kind }) => ({ kind, guest: kind === 'login_relative' ? start(scene) : null }),
    );
    scene.onOffline(() => {});
    notice = null;
    if (asked.guest) {
      notice = await withGuest(scene, asked.guest, ticked);
      if (notice === 'popup_blocked') await fetchLink();
    } else if (asked.kind === 'show_link') await fetchLink();
    else if (asked.kind === 'withdraw') return { kind: 'withdraw' };
    else if (asked.kind === 'choose_method') {
      const changed = await changeMethod(scene);
      if (changed) return changed;
    } else if (asked.kind !== 'login_relative') return { kind: 'left' };
  }
}

/** Runs within the click, so that the provider's window is the person's own doing. */
function start({ walk }: SubjectScene): LoginUnderway | null {
  const { login } = walk.connection!;
  if (!login.startGuest) return null;
  const cancel = new AbortController();
  const session = login.startGuest({ signal: anySignal([walk.signal, cancel.signal]) });
  session.catch(() => {});
  return { cancel, session };
}

/** The relative logs in, answers, and is logged out again. @returns why it did not come to an answer. */
async function withGuest(
  scene: SubjectScene,
  guest: LoginUnderway,
  ticked: Map<string, Map<string, Consent>>,
): Promise<Notice> {
  const { walk, client, application } = scene;
  try {
    const session = await waitForGuest(scene, guest);
    try {
      const { token } = await client.subjectLink(application.id, { signal: walk.signal });
      const given = ticked.get(session.sub) ?? new Map<string, Consent>();
      ticked.set(session.sub, given);
      await runSubjectConsent(scene, walk.connection!.clientFor(session), token, given);
      return null;
    } finally {
      session.logout().catch(() => {});
    }
  } catch (error) {
    if (walk.signal.aborted || !(error instanceof RelativeFault)) throw error;
    const fault: unknown = error.cause;
    if (fault instanceof LoginError && fault.code === 'login_popup_blocked') return 'popup_blocked';
    if (fault instanceof LoginError) return 'not_logged_in';
    if (needsLogin(fault)) return 'log_in_again';
    await showProblem(walk, fault, ['retry', 'back']);
    return null;
  }
}

async function waitForGuest({ walk }: SubjectScene, guest: LoginUnderway): Promise<LoginSession> {
  try {
    return await waitForLogin(walk, 'relative', guest);
  } catch (error) {
    throw new RelativeFault(error);
  }
}
