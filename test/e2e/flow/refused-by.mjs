/** What the hint of a failed step says of the failure, see src/session/face/once-more.ts. */
const FAILURES = {
  wait_for_prompt: 'too_early',
  turn_other_way: 'wrong_direction',
  keep_closed: 'eyes_reopened_early',
  turn_back: 'not_returned',
  device_stalled: 'gap',
  device_turned: 'resized',
  no_face: 'face_lost',
  many_faces: 'many_faces',
  face_screen: 'page_hidden',
  slow_connection: 'late',
};
const NOT_STEADY = 'not_steady';

/**
 * Which check in front of the camera was not met, in one word: `framing:HINT` where the face never got into the picture
 * (the hint that stood longest), `prompt:MOVEMENT:WHY` where a movement was asked and not seen; null where neither.
 *
 * @param {{kind: string, action: string|null, hint: string|null, atMs: number}[]} seen by `watchHints`
 * @param {string} reason why the walk ended: time was over, or a problem's code
 * @param {number} untilMs when it ended
 */
export function refusedInFront(seen, reason, untilMs) {
  const failed = failedSessions(seen).at(-1) ?? null;
  const last = seen.findLast(({ kind }) => ['framing', 'calibrating', 'prompt', 'once_more'].includes(kind));
  switch (last?.kind) {
    case undefined:
      return null;
    case 'once_more':
      return failed;
    case 'framing':
      return failed ?? `framing:${longestHint(seen, untilMs)}`;
    default:
      // The last of all sessions ends without a word on what was not seen in it.
      return `prompt:${last.action ?? 'neutral'}:${reason === 'attempts_exhausted' ? 'not_seen' : 'unfinished'}`;
  }
}

/** What was not met in each session that was said to be unclear, in order. */
export function failedSessions(seen) {
  return seen
    .filter(({ kind }, at) => kind === 'once_more' && seen[at - 1]?.kind !== 'once_more')
    .map(({ action, hint }) => `prompt:${action ?? 'neutral'}:${failureOf(action ?? 'neutral', hint)}`);
}

/** Everything that was advised, in the order in which it first was. */
export function hintsGiven(seen) {
  return [...new Set(seen.map(({ hint }) => hint).filter(Boolean))];
}

function failureOf(movement, hint) {
  if (hint === null) return 'bad_picture';
  if (hint === 'open_eyes') return movement.startsWith('hold') ? 'eyes_reopened_late' : 'not_returned';
  return FAILURES[hint] ?? 'not_seen';
}

function longestHint(seen, untilMs) {
  const stood = new Map();
  seen.forEach(({ kind, hint, atMs }, at) => {
    if (kind !== 'framing') return;
    const name = hint === null || hint === 'hold_still' ? NOT_STEADY : hint;
    stood.set(name, (stood.get(name) ?? 0) + (seen[at + 1]?.atMs ?? untilMs) - atMs);
  });
  return [...stood].sort((a, b) => b[1] - a[1])[0]?.[0] ?? NOT_STEADY;
}
