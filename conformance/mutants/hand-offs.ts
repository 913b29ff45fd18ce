import type { Mutant } from './mutant.ts';

const HAND_OFFS = 'sandbox/src/hand-off/hand-offs.ts';
const DEVICE = 'sandbox/src/hand-off/device-access.ts';
const INVITATION = 'sandbox/src/hand-off/invitation.ts';
const ROUTES = 'sandbox/src/api/hand-offs.ts';
const one = (id: string, does: string, file: string, find: string, replace: string): Mutant => ({
  id,
  does,
  edits: [{ file, find, replace }],
});

/** A backend that is wrong about handing a draft's evidence over to another device. */
export const handOffMutants: readonly Mutant[] = [
  one(
    'C150',
    'A symbol that was shown once stays good.',
    INVITATION,
    'return [window, window - 1].some((each) =>',
    'return Array.from({ length: window + 1 }, (_, each) => each).some((each) =>',
  ),
  one(
    'C151',
    'A second device takes a hand-off away from the first.',
    HAND_OFFS,
    "row.status === 'claimed' && row.deviceJkt === jkt;",
    "row.status === 'claimed';",
  ),
  one(
    'C152',
    'The ticket stands in the query of an address.',
    ROUTES,
    'settings.handOffUri}#$',
    'settings.handOffUri}?ticket=1#$',
  ),
  one(
    'C153',
    'Claims are not counted.',
    'sandbox/src/limits/rate-limit.ts',
    'if (isClaim(request)) await ofClaims(request);',
    '',
  ),
  one(
    'C154',
    "Another key of the operator's confirms.",
    HAND_OFFS,
    "if (application.jkt !== caller.jkt) throw new ProblemError('key_mismatch');",
    'caller = { ...caller, jkt: application.jkt };',
  ),
  one(
    'C155',
    'The portal is what the caller says.',
    ROUTES,
    'if (origin !== issuer) return origin;',
    'if (origin !== issuer) return named ?? origin;',
  ),
  one(
    'C156',
    'The code may be typed as often as one likes.',
    HAND_OFFS,
    'const triesLeft = row.triesLeft - 1;',
    'const triesLeft = row.triesLeft;',
  ),
  one(
    'C157',
    "The device may ask whatever the operator's client may.",
    DEVICE,
    'if (!EVIDENCE.includes(asked) || !(isConfirmed',
    'if (!(isConfirmed',
  ),
  one(
    'C158',
    'The device that made the draft may go on beside the other.',
    'sandbox/src/applications/find-application.ts',
    'if (keyOfDraft(row) !== caller.jkt) {',
    'if (keyOfDraft(row) !== caller.jkt && row.jkt !== caller.jkt) {',
  ),
  one(
    'C159',
    "A device's manifest in anybody's name is taken.",
    'sandbox/src/api/submission.ts',
    'expected: { ...signed.claims, app: draft.id },',
    'expected: { ...(caller.handOff ? { aud: signed.claims.aud } : signed.claims), app: draft.id } as never,',
  ),
  one(
    'C160',
    'A device goes on when the hand-off has ended.',
    DEVICE,
    "if (row.status === 'ended') throw new ProblemError('hand_off_ended');",
    '',
  ),
  one(
    'C161',
    'The page may be framed.',
    'sandbox/src/frame/hand-off-page.ts',
    'pageHeaders(settings, [], pinned)',
    `pageHeaders(settings, ['*'], pinned)`,
  ),
];
