/** Checks of the backend that say nothing of whether somebody is there. */
const OF_THE_PERSON = [
  'manifest_binding',
  'manifest_parts',
  'not_oneself',
  'method_for_age',
  'guardian_consent',
  'identity',
  'card_status',
  'relationship',
  'registry_photo',
  'face_match',
];
/** Refusals that a machine under load causes by itself: they prove nothing of an attack. */
const OF_THE_MACHINE = [
  'step_clock',
  'challenge_fresh',
  'trace_frame_rate',
  'trace_frame_gap',
  'framing:too_slow_device',
];
/** What a person is told who is suspected. */
const SUSPICION = ['policy', 'evidence_inconsistent', 'liveness_failed', 'face_mismatch'];

export const isOfTheMachine = (check) =>
  check !== null && (OF_THE_MACHINE.includes(check) || /^prompt:.*:(gap|unfinished)$/.test(check));

export const isLivenessCheck = (check) =>
  Boolean(check) && !OF_THE_PERSON.includes(check) && !isOfTheMachine(check);

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
