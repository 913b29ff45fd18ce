import type { CheckName as TraceCheckName } from '@family-auth/library/challenge/check.ts';
import type { DecisionReason } from '@family-auth/library/protocol/application.ts';

/**
 * Every check in the order in which it is made, and what follows when it fails: the reason the person is told, or
 * `manual_review`. Findings that smell of fraud are told as `policy`, `evidence_inconsistent` or `liveness_failed`, so
 * that nobody learns which wall stopped them; the check's own name stays in the record.
 */
export const CHECK_EFFECTS = {
  /** The manifest speaks of this operator, client, application, relationship and method. */
  manifest_binding: 'evidence_inconsistent',
  /** Manifest, key frame list and uploaded parts name the same things. */
  manifest_parts: 'evidence_inconsistent',
  /** Not one's own number. */
  not_oneself: 'policy',
  /** A method that is allowed at this age. */
  method_for_age: 'policy',
  guardian_consent: 'guardian_consent_missing',
  /** The relative agreed, in the way that the method asks for. */
  subject_agreed: 'subject_declined',
  /** The manifest names the challenge that the server drew. */
  challenge_binding: 'evidence_inconsistent',
  /** In time, and used once. */
  challenge_fresh: 'evidence_inconsistent',
  /** One of the relative's first tries of the day and the month: luck has few chances. */
  few_tries: 'manual_review',
  /** Eyes and head were both asked to move: whoever was spared one of them is approved by a person alone. */
  all_movements: 'manual_review',
  /** Exactly the receipts that the server issued. */
  receipts: 'evidence_inconsistent',
  /** The client's times against the server's clock. */
  step_clock: 'evidence_inconsistent',
  trace_format: 'evidence_inconsistent',
  /** Frame size, and rate where it decides what is asked, as the client said when it asked for the challenge. */
  trace_claims: 'evidence_inconsistent',
  /** Reveals and ends of steps in the trace against what was committed. */
  trace_clock: 'evidence_inconsistent',
  /** Seen at the full rate by the server's clock: only then may the machine approve. */
  full_rate: 'manual_review',
  /** The hash chain recomputed over frames and trace meets every commitment. */
  chain: 'evidence_inconsistent',
  /** Kept frames are those that the replayed plan calls for, the named instants among them. */
  named_frames: 'evidence_inconsistent',
  /** Every key frame decodes as a JPEG. */
  frames_readable: 'evidence_quality',
  /** Every key frame has the trace's size. */
  frame_size: 'evidence_inconsistent',
  /** The pictures differ from one another. */
  frames_differ: 'policy',
  /** Exactly one face in every key frame. */
  one_face: 'evidence_quality',
  sharpness: 'evidence_quality',
  /** Landmarks found again in the pixels lie where the trace has them. */
  landmarks_agree: 'evidence_inconsistent',
  /** Eyes and head in the pixels do what the trace says at that instant. */
  action_visible: 'evidence_inconsistent',
  /** One and the same face from the first frame to the last. */
  same_person: 'policy',
  /** The photos that the method asks for are there. */
  photos_present: 'evidence_quality',
  photos_readable: 'evidence_quality',
  /** Each photo shows what it is for, as far as a look at pixels can tell: it can be wrong, so a person decides. */
  photos_as_asked: 'manual_review',
  /** Name and number belong together in the registry. */
  identity: 'identity_mismatch',
  /** The person's own card can be used. */
  card_status: 'card_not_available',
  /** No picture of this session shows again what another one showed. */
  frames_not_repeated: 'policy',
  /** No picture was in an earlier submission. */
  frames_new: 'policy',
  /** No picture resembles one of an earlier submission as a copy does. */
  frames_not_alike: 'policy',
  /** Most faces were not seen before, as they are or mirrored, in what was submitted for this relative. */
  faces_not_alike: 'manual_review',
  /** No photo was in another application: nothing wrong in itself, but worth a look. */
  photos_new: 'manual_review',
  /** Age difference fits the relationship. */
  relationship: 'manual_review',
  /** The registry has a usable photo. */
  registry_photo: 'manual_review',
  face_match: 'face_mismatch',
  /** A contact is on file at which the relative hears of it: a face alone binds nothing in secret. */
  subject_reachable: 'subject_unreachable',
  /** This method always ends with a person. */
  person_looks: 'manual_review',
} as const satisfies Record<string, DecisionReason | 'manual_review'>;

/** Checks of the replayed trace, in the library's `challenge/replay.ts`, and what follows. */
export const TRACE_CHECK_EFFECTS: Readonly<Record<TraceCheckName, DecisionReason | 'manual_review'>> = {
  plan: 'evidence_inconsistent',
  steps: 'liveness_failed',
  time_order: 'evidence_inconsistent',
  frame_rate: 'manual_review',
  frame_gap: 'manual_review',
  cadence: 'manual_review',
  stillness: 'manual_review',
  continuity: 'liveness_failed',
  same_shape: 'liveness_failed',
  same_eyes: 'liveness_failed',
  turn_reach: 'manual_review',
  planarity: 'liveness_failed',
  rigidity: 'liveness_failed',
  proportions: 'liveness_failed',
};

export type OwnCheckName = keyof typeof CHECK_EFFECTS;
export type CheckName = OwnCheckName | `trace_${TraceCheckName}`;

export function effectOf(name: CheckName): DecisionReason | 'manual_review' {
  if (name in CHECK_EFFECTS) return CHECK_EFFECTS[name as OwnCheckName];
  return TRACE_CHECK_EFFECTS[name.slice('trace_'.length) as TraceCheckName];
}
