import * as z from 'zod/mini';
import { Base64UrlSchema, IdSchema, Sha256Schema, TimestampSchema } from './common.ts';

/** The six core actions of a live-face check, which every client and every backend knows. */
export const CORE_ACTIONS = [
  'hold_short',
  'hold_long',
  'double_blink',
  'turn_left',
  'turn_right',
  'shake_head',
] as const;
/** All actions that this version knows; `neutral` is the step 0 of every plan. */
export const ACTIONS = [...CORE_ACTIONS, 'nod', 'open_mouth'] as const;
export type Action = (typeof ACTIONS)[number];
export type StepAction = Action | 'neutral';

/**
 * The actions that both sides know, in this version's order: the core ones, and of the others those that are listed.
 *
 * @param listed by the other side: `liveness.actions` of discovery, `actions` of a challenge request. Names that this
 * version does not know are passed over.
 */
export const actionsInCommon = (listed: readonly string[] = []): readonly Action[] =>
  ACTIONS.filter((action) => (CORE_ACTIONS as readonly string[]).includes(action) || listed.includes(action));

/** What a person may ask to be spared: closing the eyes, or turning the head. */
export const WITHOUT = ['eyes', 'head'] as const;
export type Without = (typeof WITHOUT)[number];

/**
 * What a person can be spared with this backend, in this version's order.
 *
 * @param listed `liveness.without` of discovery; absent where the backend knows of none. Other names are passed over.
 */
export const withoutInCommon = (listed: readonly string[] = []): readonly Without[] =>
  WITHOUT.filter((each) => listed.includes(each));

/**
 * One step of the server's plan. The next step is revealed only when this one is committed.
 *
 * All times are milliseconds after the reveal, on the client's frame clock.
 */
export const StepSchema = z.object({
  /** 0 is `neutral` (eyes open, face to the camera: the personal baseline), 1… are the actions. */
  i: z.int(),
  /** What to do. */
  action: z.enum(['neutral', ...ACTIONS]),
  /** How long to wait after the reveal before the prompt is shown. */
  pause_ms: z.int(),
  /** Only for `hold_short` and `hold_long`: when the tone sounds, after the closure was detected. */
  hold_ms: z.optional(z.int()),
  /** Instants after the reveal at which a key frame must be taken (the first processed frame at or after each). */
  capture_at: z.array(z.int()),
});
export type Step = z.infer<typeof StepSchema>;

const PixelsSchema = z.int().check(z.minimum(1), z.maximum(10_000));

/** `POST /applications/{id}/challenges` */
export const ChallengeRequestSchema = z.object({
  mode: z.literal('interactive'),
  /** Processed frames a second, measured while framing; the server draws accordingly. */
  measured_fps: z.number().check(z.positive(), z.maximum(240)),
  /** Size of the processed frames, pixels; that of the trace. */
  frame: z.object({ width: PixelsSchema, height: PixelsSchema }),
  /** `relaxed` gives more time and asks for no less. */
  pace: z.enum(['standard', 'relaxed']),
  /**
   * Actions that the client can ask for and recognise; the server draws out of these and the core ones. Names that it does
   * not know are passed over. Absent: the core ones alone.
   */
  actions: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(40))),
  /**
   * What the person cannot do: `eyes`, close them; `head`, turn it. The plan then asks for the other alone, and a person
   * decides, never a machine. Only where the backend lists it in discovery. Absent: eyes and head are asked to move.
   */
  without: z.optional(z.enum(WITHOUT)),
});
export type ChallengeRequest = z.infer<typeof ChallengeRequestSchema>;

/** A live check as it begins: nonce, number of steps and the first of them. */
export const ChallengeSchema = z.object({
  id: IdSchema,
  /** 32 random bytes. */
  nonce: Base64UrlSchema,
  /** How steps are revealed. */
  mode: z.literal('interactive'),
  /** Version of the thresholds that both sides go by. */
  policy_version: z.string(),
  expires_at: TimestampSchema,
  /** Number of steps, `neutral` included. */
  steps: z.int(),
  step: StepSchema,
  /** Whether one step may still be swapped for another action. */
  swap_allowed: z.boolean(),
  /** Challenges that this draft may still have. */
  attempts_left: z.int(),
});
export type Challenge = z.infer<typeof ChallengeSchema>;

/** `POST /challenges/{cid}/steps`: commits a finished step by the head of the hash chain. */
export const StepCommitSchema = z.object({
  /** The step that is open. */
  i: z.int(),
  /** Head of the hash chain at the closing key frame of the step. */
  chain: Sha256Schema,
  /** Key frames chained so far, over all steps. */
  frames: z.int().check(z.minimum(0), z.maximum(100_000)),
  /** Milliseconds between the reveal and the commit on the client's frame clock. */
  elapsed_ms: z.int().check(z.minimum(0), z.maximum(3_600_000)),
});
export type StepCommit = z.infer<typeof StepCommitSchema>;

/** What a commit is answered with; `next` is `null` after the last step. */
export const StepReceiptSchema = z.object({
  /** `fap-receipt+jwt` signed by the backend: {@link ReceiptClaimsSchema}. */
  receipt: z.string(),
  next: z.nullable(StepSchema),
});
export type StepReceipt = z.infer<typeof StepReceiptSchema>;

export const RECEIPT_TYP = 'fap-receipt+jwt';
/** Claims of a receipt: what was committed, and when by the backend's clock. */
export const ReceiptClaimsSchema = z.object({
  /** The backend's issuer. */
  iss: z.string(),
  /** The challenge. */
  cid: IdSchema,
  /** The step. */
  i: z.int(),
  /** What was asked for. */
  action: z.string(),
  /** The head that was committed. */
  chain: Sha256Schema,
  /** Epoch milliseconds by the server's clock. */
  revealed_at_ms: z.int(),
  /** Epoch milliseconds by the server's clock. */
  committed_at_ms: z.int(),
});
export type ReceiptClaims = z.infer<typeof ReceiptClaimsSchema>;

/** `POST /challenges/{cid}/swap`: asks for another action instead of step `i` (counted as a try, once a session). */
export const SwapRequestSchema = z.object({
  i: z.int(),
});
/** Another action in the place of the open step. */
export const SwapResponseSchema = z.object({
  step: StepSchema,
  /** Number of steps from now on, `neutral` included. Default: as many as before. */
  steps: z.optional(z.int()),
});
export type SwapResponse = z.infer<typeof SwapResponseSchema>;
