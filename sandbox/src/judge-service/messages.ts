import { StepSchema, WITHOUT } from '@family-auth/library/protocol/challenge.ts';
import {
  Base64UrlSchema,
  IdSchema,
  IdTypeSchema,
  MethodSchema,
  Sha256Schema,
} from '@family-auth/library/protocol/common.ts';
import { AgeRuleSchema, RelationshipRuleSchema } from '@family-auth/library/protocol/discovery.ts';
import { SubjectSchema } from '@family-auth/library/protocol/subject.ts';
import { PartRoleSchema, SubmissionSchema } from '@family-auth/library/protocol/submission.ts';
import * as z from 'zod/mini';
import { PART_MAX_BYTES, PARTS_MAX } from '../rules/policy.ts';

const EpochMsSchema = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));
const CountSchema = z.int().check(z.minimum(0), z.maximum(1_000_000_000));
/** 256 bits in hexadecimal. */
const HashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** So many pictures of earlier submissions at most. */
const EARLIER_MAX = 10_000;
/** As much as the protocol lets a client send; a registered photo may be larger. */
const ContentSchema = Base64UrlSchema.check(z.maxLength(Math.ceil((PART_MAX_BYTES * 4) / 3)));
const PhotoSchema = Base64UrlSchema.check(z.maxLength(8 * 1024 * 1024));

const ChallengeSchema = z.object({
  id: IdSchema,
  nonce: Base64UrlSchema,
  policy_version: z.string(),
  /** As the client asked for it. */
  measured_fps: z.number().check(z.positive(), z.maximum(240)),
  frame: z.object({
    width: z.int().check(z.minimum(1), z.maximum(10_000)),
    height: z.int().check(z.minimum(1), z.maximum(10_000)),
  }),
  pace: z.enum(['standard', 'relaxed']),
  /** What the person asked to be spared. */
  without: z.optional(z.enum(WITHOUT)),
  /** Epoch milliseconds by your clock, as all of `_at_ms`. */
  expires_at_ms: EpochMsSchema,
  submitted_at_ms: EpochMsSchema,
  /** Whether another submission had used it before. */
  used_before: z.boolean(),
  /** Tries for this relative over all operators, this one included, and how many of them a machine decides. */
  tries: z.object({
    today: CountSchema,
    this_month: CountSchema,
    machine_per_day: CountSchema,
    machine_per_month: CountSchema,
  }),
  /** Every step in the order in which it was revealed: one that was swapped stands before its replacement. */
  plan: z.array(StepSchema).check(z.maxLength(40)),
  /** What was committed, in order. */
  steps: z
    .array(
      z.object({
        i: CountSchema,
        revealed_at_ms: EpochMsSchema,
        committed_at_ms: EpochMsSchema,
        chain: Sha256Schema,
        frames: CountSchema,
        elapsed_ms: CountSchema,
      }),
    )
    .check(z.maxLength(40)),
  /** The receipts that you issued, in order. */
  receipts: z.array(z.string().check(z.maxLength(4_096))).check(z.maxLength(40)),
});

/** What your register holds of whoever has the number in `subject`. */
const RegisteredSchema = z.object({
  /** As it is registered: the judgement compares it with `subject.name`. */
  name: z.string().check(z.minLength(1), z.maxLength(150)),
  id_type: IdTypeSchema,
  birthdate: z.iso.date(),
  card_status: z.enum(['active', 'lost', 'cancelled']),
  /** Whether there is a contact on file at which they, or a child's guardian, hear of it. */
  reachable: z.boolean(),
  /** The registered photo, JPEG, base64url. Absent: there is none, and a person decides on a face. */
  photo: z.optional(PhotoSchema),
  /** A rendered person in a test: their pictures repeat. Default `false`. */
  synthetic_face: z.optional(z.boolean()),
});

/** `POST /v1/judgements`: the opened evidence of one submission, and what you know around it. */
export const JudgementRequestSchema = z
  .object({
    application: z.object({ id: IdSchema, method: MethodSchema, relationship: z.string() }),
    /** The opened subject JWE. */
    subject: SubjectSchema,
    /** Who handed it in, by the access token. */
    operator: z.object({
      sub: z.string(),
      client_id: z.string(),
      /** Thumbprint of the key that signed. */
      jkt: Sha256Schema,
      birth_year: z.optional(z.int()),
      /** Whether the operator's own document number is the subject's. */
      is_subject: z.boolean(),
    }),
    /** The payload of the submission; its signature was verified by you. */
    submission: SubmissionSchema,
    /** With `face_liveness`. */
    challenge: z.optional(ChallengeSchema),
    /** The opened evidence; `content` in base64url. */
    parts: z
      .array(z.object({ n: CountSchema, role: PartRoleSchema, content: ContentSchema }))
      .check(z.maxLength(PARTS_MAX)),
    /** With `subject_login` and `in_person`, once they have: who vouches that the relative agreed. */
    agreed_by: z.optional(z.enum(['relative', 'clerk'])),
    /** `null`: nobody has this number. */
    registered: z.nullable(RegisteredSchema),
    /** `remember` of earlier judgements, to notice a replay. Default: nothing was ever submitted. */
    earlier: z.optional(
      z.object({
        /** Of other applications, whoever they were for. */
        pictures: z
          .array(z.object({ application: IdSchema, digest: Sha256Schema, hash: z.nullable(HashSchema) }))
          .check(z.maxLength(EARLIER_MAX)),
        /** `face_hash` of every other submission for this relative. */
        faces_of_subject: z.array(HashSchema).check(z.maxLength(EARLIER_MAX)),
      }),
    ),
    /** The rules of your discovery document. */
    rules: z.object({
      age_rules: z.array(AgeRuleSchema),
      relationships: z.array(RelationshipRuleSchema),
    }),
  })
  .check(
    z.refine(
      ({ application, challenge }) => application.method !== 'face_liveness' || challenge !== undefined,
      {
        path: ['challenge'],
      },
    ),
  );
export type JudgementRequest = z.infer<typeof JudgementRequestSchema>;

const CheckSchema = z.object({
  name: z.string(),
  /** `null`: not made, because an earlier one refused or it does not apply. */
  passed: z.nullable(z.boolean()),
  /** What follows where it does not pass: `manual_review`, or the reason of a rejection. */
  effect: z.string(),
  /** Figures and short words; no names, no numbers of documents. */
  detail: z.optional(z.record(z.string(), z.union([z.number(), z.string()]))),
});

/** The judgement. Nothing of it is for the client but verdict and reason. */
export const JudgementResponseSchema = z.object({
  verdict: z.enum(['approved', 'rejected', 'manual_review', 'awaiting_subject']),
  /** With `rejected`. */
  reason: z.optional(z.string()),
  /** The check that refused, or that asks for a person. */
  refused_by: z.optional(z.string()),
  /** Every check of the method, in order. */
  checks: z.array(CheckSchema),
  /** For whoever reviews: what was not found in order, in words, and the parts with pictures to be shown beside the registered photo. */
  review: z.object({
    findings: z.array(z.object({ check: z.string(), 'zh-CN': z.string(), en: z.string() })),
    pictures: z.array(z.int()),
  }),
  /** Distance to the registered face. */
  face_distance: z.optional(z.number()),
  /** Version of the thresholds. */
  policy_version: z.string(),
  /** What to keep of this submission's pictures, and to send as `earlier` with later ones. */
  remember: z.array(
    z.object({
      n: z.int(),
      digest: Sha256Schema,
      hash: z.nullable(HashSchema),
      face_hash: z.nullable(HashSchema),
    }),
  ),
});
export type JudgementResponse = z.infer<typeof JudgementResponseSchema>;
