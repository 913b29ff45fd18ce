import * as application from '../../src/protocol/application.ts';
import * as card from '../../src/protocol/card.ts';
import * as challenge from '../../src/protocol/challenge.ts';
import * as deletion from '../../src/protocol/deletion-receipt.ts';
import { DiscoverySchema } from '../../src/protocol/discovery.ts';
import * as handOff from '../../src/protocol/hand-off.ts';
import { MeSchema } from '../../src/protocol/me.ts';
import * as portal from '../../src/protocol/portal-server.ts';
import { ProblemSchema } from '../../src/protocol/problem.ts';
import { ResultResponseSchema, ResultSchema } from '../../src/protocol/result.ts';
import { SubjectSchema } from '../../src/protocol/subject.ts';
import * as request from '../../src/protocol/subject-request.ts';
import * as submission from '../../src/protocol/submission.ts';

/** Every message that has a name of its own, by that name. */
export const NAMED = {
  Appeal: application.AppealSchema,
  Application: application.ApplicationSchema,
  Appointment: request.AppointmentSchema,
  Binding: portal.BindingSchema,
  Card: card.CardSchema,
  CardCode: card.CardCodeSchema,
  Cards: card.CardsResponseSchema,
  Challenge: challenge.ChallengeSchema,
  ChallengeRequest: challenge.ChallengeRequestSchema,
  ClaimHandOff: handOff.ClaimHandOffSchema,
  ConfirmHandOff: handOff.ConfirmHandOffSchema,
  Consent: application.ConsentSchema,
  CreateApplication: application.CreateApplicationSchema,
  CreateHandOff: handOff.CreateHandOffSchema,
  DeletionReceipt: deletion.DeletionReceiptSchema,
  DeletionReceipts: deletion.DeletionReceiptsResponseSchema,
  Discovery: DiscoverySchema,
  HandOff: handOff.HandOffSchema,
  HandOffClaim: handOff.HandOffClaimSchema,
  GeneralJws: submission.GeneralJwsSchema,
  Intent: submission.IntentSchema,
  Me: MeSchema,
  PartHeader: submission.PartHeaderSchema,
  PortalResult: portal.PortalResultSchema,
  Problem: ProblemSchema,
  ReceiptClaims: challenge.ReceiptClaimsSchema,
  ReceivedParts: submission.ReceivedPartsSchema,
  RedeemCardCode: portal.RedeemCardCodeSchema,
  RedeemedCardCode: portal.RedeemedCardCodeSchema,
  RedeemedServiceLink: portal.RedeemedServiceLinkSchema,
  RedeemServiceLink: portal.RedeemServiceLinkSchema,
  Result: ResultSchema,
  ResultResponse: ResultResponseSchema,
  ServiceLink: card.ServiceLinkSchema,
  Step: challenge.StepSchema,
  StepCommit: challenge.StepCommitSchema,
  StepReceipt: challenge.StepReceiptSchema,
  Subject: SubjectSchema,
  SubjectLink: request.SubjectLinkSchema,
  SubjectRequest: request.SubjectRequestSchema,
  Submission: submission.SubmissionSchema,
  SwapRequest: challenge.SwapRequestSchema,
  SwapResponse: challenge.SwapResponseSchema,
};

/** The names of the declarations, where they are not the name with `Schema`. */
export const DECLARED = {
  Cards: 'CardsResponseSchema',
  DeletionReceipts: 'DeletionReceiptsResponseSchema',
};
