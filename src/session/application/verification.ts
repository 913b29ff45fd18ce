import { FamilyAuthError } from '../../base/errors.ts';
import { OutgoingSubmission, type SubmissionContent, type Submitted } from '../../client/submission.ts';
import type { PhotoRole } from '../../protocol/application.ts';
import type { Method } from '../../protocol/common.ts';
import type { ProblemCode } from '../../protocol/problem.ts';
import { type DraftApplication, dropPhotos, type Entries, type Person } from '../entries.ts';
import type { FaceCapture } from '../face/face-check.ts';
import type { Flow } from '../flow.ts';
import { latePart, showProblem } from '../problem/show-problem.ts';
import { abandon, renewDraft } from './draft.ts';
import { challengeClaims, clientFacts, contentsOf, wipe } from './manifest.ts';
import { sendSubmission } from './sending.ts';

export type Verified =
  | { readonly kind: 'submitted'; readonly submitted: Submitted }
  | { readonly kind: 'back' }
  /** Only of what cannot be renewed: the evidence, or the draft, is of no more use. */
  | { readonly kind: 'ended' }
  /** `method`: the way that was chosen already. */
  | { readonly kind: 'other_method'; readonly method?: Method };

/** Errors after which the evidence at hand is of no more use. */
const SPENT: readonly ProblemCode[] = [
  'challenge_expired',
  'challenge_used',
  'draft_expired',
  'hand_off_ended',
  'key_mismatch',
  'manifest_mismatch',
  'digest_mismatch',
  'part_conflict',
  'evidence_incomplete',
  'evidence_too_large',
  'part_too_large',
  'invalid_jwe',
  'invalid_jws',
  'malformed',
];

/** Shows who the subject is in the way that was chosen, and hands it in. */
export async function runVerification(
  flow: Flow,
  entries: Entries,
  { renewable = true }: { readonly renewable?: boolean } = {},
): Promise<Verified> {
  const person = entries.person!;
  for (;;) {
    const draft = entries.application!;
    const gathered = await gather(flow, entries, person, draft);
    if ('kind' in gathered && gathered.kind === 'hand_off') {
      const { runHandOff } = await latePart(flow, 'session.handOff', () => import('../hand-off/hand-off.ts'));
      const handedOff = await runHandOff(flow, { draftId: draft.id, subjectName: person.subject.name });
      if (handedOff.kind === 'submitted') return handedOff;
      continue;
    }
    if ('kind' in gathered) return gathered;
    try {
      const submission = await submissionOf(flow, draft, gathered);
      const outcome = await submit(flow, submission);
      if (outcome.kind !== 'renew') {
        if (outcome.kind === 'submitted') dropPhotos(entries);
        else if (submission.begun) abandon(entries, draft);
        return outcome;
      }
    } finally {
      gathered.capture?.discard();
      wipe(gathered.contents);
    }
    if (!renewable) return { kind: 'ended' };
    if (!(await renewOrTurnBack(flow, entries, person, draft))) return { kind: 'back' };
  }
}

interface Gathered {
  readonly contents: readonly SubmissionContent[];
  readonly capture: FaceCapture | null;
}

async function gather(
  flow: Flow,
  entries: Entries,
  person: Person,
  draft: DraftApplication,
): Promise<Gathered | Exclude<Verified, { kind: 'submitted' }> | { readonly kind: 'hand_off' }> {
  const { method, requirements } = draft;
  if (method === 'portrait_photo' || method === 'document_review') {
    const { runPhotos } = await latePart(flow, 'session.photos', () => import('./photos.ts'));
    const choice = await runPhotos(flow, entries, person, { ...draft, method });
    if (choice !== 'send') return { kind: choice };
    const photos = await Promise.all(
      requirements.flatMap(({ role }) => {
        const photo = entries.photos.get(role);
        return photo ? [contentOf(role, photo)] : [];
      }),
    );
    return { contents: photos, capture: null };
  }
  // Nothing is sent: the subject's own word is awaited afterwards.
  if (method === 'subject_login' || method === 'in_person') return { contents: [], capture: null };
  const { runFaceCheck } = await latePart(flow, 'session.face', () => import('../face/face-check.ts'));
  const outcome = await runFaceCheck(flow, entries, person);
  if (outcome.kind !== 'captured') return outcome;
  return { contents: contentsOf(outcome.capture), capture: outcome.capture };
}

const contentOf = async (role: PhotoRole, photo: Blob): Promise<SubmissionContent> => ({
  role,
  cty: 'image/jpeg',
  bytes: new Uint8Array(await photo.arrayBuffer()),
});

async function submissionOf(
  flow: Flow,
  draft: DraftApplication,
  { contents, capture }: Gathered,
): Promise<OutgoingSubmission> {
  return new OutgoingSubmission({
    application: draft,
    subjectSha256: draft.subjectSha256,
    consents: draft.consents,
    contents,
    client: await clientFacts(flow, capture),
    ...(capture ? { challenge: challengeClaims(capture) } : {}),
  });
}

async function submit(
  flow: Flow,
  submission: OutgoingSubmission,
): Promise<Verified | { readonly kind: 'renew' }> {
  for (;;) {
    try {
      return { kind: 'submitted', submitted: await sendSubmission(flow, submission) };
    } catch (error) {
      const action = await showProblem(flow, error, ['retry', 'other_method', 'back']);
      if (action !== 'retry') return { kind: action };
      if (error instanceof FamilyAuthError && (SPENT as readonly string[]).includes(error.code))
        return { kind: 'renew' };
    }
  }
}

async function renewOrTurnBack(
  flow: Flow,
  entries: Entries,
  person: Person,
  spent: DraftApplication,
): Promise<boolean> {
  for (;;) {
    try {
      await renewDraft(flow, entries, person, spent);
      return true;
    } catch (error) {
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return false;
    }
  }
}
