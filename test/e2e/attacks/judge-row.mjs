import { TRACE_CHECK_EFFECTS } from '../../../sandbox/src/judgement/check-names.ts';

/** Checks of the backend that say whether somebody is there; others are of who it is, or of what was sent. */
const OF_LIVENESS = [
  'frames_differ',
  'one_face',
  'sharpness',
  'landmarks_agree',
  'action_visible',
  'same_person',
  'frames_not_repeated',
  'frames_new',
  'frames_not_alike',
  ...Object.keys(TRACE_CHECK_EFFECTS).map((name) => `trace_${name}`),
];
/** Refusals that the machine causes by itself, above all under load: they prove nothing of an attack. */
const OF_THE_MACHINE = [
  'step_clock',
  'challenge_fresh',
  'full_rate',
  'trace_frame_rate',
  'trace_frame_gap',
  'framing:too_slow_device',
];
/** What a person is told who is suspected. */
const SUSPICION = ['policy', 'evidence_inconsistent', 'liveness_failed', 'face_mismatch'];

export const isOfTheMachine = (check) =>
  check !== null &&
  (OF_THE_MACHINE.includes(check) || /^prompt:.*:(gap|late|page_hidden|unfinished)$/.test(check));

const isLivenessCheck = (check) =>
  check !== null &&
  !isOfTheMachine(check) &&
  (OF_LIVENESS.includes(check) || /^(framing|prompt):/.test(check));

/**
 * What is wrong with a row's end, in one sentence; null where it ended as expected of its group.
 *
 * @param {{status: string, reason: string|null, refusedBy: string|null, hints: string[], otherWays: string[]|null}} row
 */
export function wrongWith(group, row) {
  if (row.status === 'fault') return `the walk broke: ${row.fault}`;
  switch (group) {
    case 'attack':
      return wrongWithAttack(row);
    case 'honest':
      return row.status === 'approved'
        ? null
        : `an honest person ended with ${row.status} (${row.refusedBy})`;
    case 'poorConditions':
      return wrongWithHelp(row);
    default:
      return null;
  }
}

function wrongWithAttack({ status, refusedBy }) {
  if (status !== 'rejected' && status !== 'liveness_incomplete') return `ended with ${status}`;
  if (isOfTheMachine(refusedBy)) return `only the machine's own slowness refused (${refusedBy})`;
  return isLivenessCheck(refusedBy)
    ? null
    : `no check of liveness refused it, but ${refusedBy ?? 'nothing named'}`;
}

function wrongWithHelp({ answersPrompts, status, reason, refusedBy, hints, otherWays }) {
  if (status === 'approved' && !answersPrompts) return 'approved, and nobody answered the prompts';
  if (status === 'rejected' && SUSPICION.includes(reason)) return `suspected: ${reason} (${refusedBy})`;
  if (status !== 'liveness_incomplete') return null;
  if (hints.length === 0) return 'no hint was shown';
  const others = (otherWays ?? []).filter((way) => way !== 'face_liveness');
  return others.length === 0 ? 'no other way was offered' : null;
}
