import * as application from '@family-auth/library/protocol/application.ts';
import * as card from '@family-auth/library/protocol/card.ts';
import * as challenge from '@family-auth/library/protocol/challenge.ts';
import {
  DeletionReceiptSchema,
  DeletionReceiptsResponseSchema,
} from '@family-auth/library/protocol/deletion-receipt.ts';
import { DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { MeSchema } from '@family-auth/library/protocol/me.ts';
import { ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import { ResultResponseSchema, ResultSchema } from '@family-auth/library/protocol/result.ts';
import { SubjectSchema } from '@family-auth/library/protocol/subject.ts';
import {
  AppointmentSchema,
  SubjectLinkSchema,
  SubjectRequestSchema,
} from '@family-auth/library/protocol/subject-request.ts';
import * as submission from '@family-auth/library/protocol/submission.ts';
import * as z from 'zod/mini';

/** Every message of the protocol that has a name of its own in the OpenAPI document. */
const named: Readonly<Record<string, z.ZodMiniType>> = {
  Appeal: application.AppealSchema,
  Application: application.ApplicationSchema,
  Appointment: AppointmentSchema,
  Card: card.CardSchema,
  CardCode: card.CardCodeSchema,
  Cards: card.CardsResponseSchema,
  Challenge: challenge.ChallengeSchema,
  ChallengeRequest: challenge.ChallengeRequestSchema,
  Consent: application.ConsentSchema,
  CreateApplication: application.CreateApplicationSchema,
  DeletionReceipt: DeletionReceiptSchema,
  DeletionReceipts: DeletionReceiptsResponseSchema,
  Discovery: DiscoverySchema,
  GeneralJws: submission.GeneralJwsSchema,
  Intent: submission.IntentSchema,
  Me: MeSchema,
  PartHeader: submission.PartHeaderSchema,
  Problem: ProblemSchema,
  ReceiptClaims: challenge.ReceiptClaimsSchema,
  ReceivedParts: submission.ReceivedPartsSchema,
  Result: ResultSchema,
  ResultResponse: ResultResponseSchema,
  ServiceLink: card.ServiceLinkSchema,
  Step: challenge.StepSchema,
  StepCommit: challenge.StepCommitSchema,
  StepReceipt: challenge.StepReceiptSchema,
  Subject: SubjectSchema,
  SubjectLink: SubjectLinkSchema,
  SubjectRequest: SubjectRequestSchema,
  Submission: submission.SubmissionSchema,
  SwapRequest: challenge.SwapRequestSchema,
  SwapResponse: challenge.SwapResponseSchema,
};

type JsonSchema = Record<string, unknown>;

/** `components.schemas`: what a receiver accepts, so that fields yet unknown are no fault. */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema as JsonSchema)]));
}

/** A reference to a named schema, or the schema itself. */
export function schemaOf(schema: unknown): JsonSchema {
  const name = Object.keys(named).find((key) => named[key] === schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  return bare(z.toJSONSchema(schema as z.ZodMiniType, { io: 'input' }) as JsonSchema);
}

/** Inside an OpenAPI document the dialect is given and `$id` would start a document of its own. */
function bare({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
