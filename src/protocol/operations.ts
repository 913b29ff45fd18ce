import { AppealSchema, ApplicationSchema, CreateApplicationSchema } from './application.ts';
import { CardCodeSchema, CardsResponseSchema, ServiceLinkSchema } from './card.ts';
import {
  ChallengeRequestSchema,
  ChallengeSchema,
  StepCommitSchema,
  StepReceiptSchema,
  SwapRequestSchema,
  SwapResponseSchema,
} from './challenge.ts';
import { DeletionReceiptsResponseSchema } from './deletion-receipt.ts';
import { endpoints } from './endpoints.ts';
import { ofHandOffs } from './hand-off-operations.ts';
import { MeSchema } from './me.ts';
import { application, BODY, DRAFT, FRESH, ONCE, type Operation, SIGNED } from './operation.ts';
import * as portal from './portal-server.ts';
import { ResultResponseSchema } from './result.ts';
import { AppointmentSchema, SubjectLinkSchema, SubjectRequestSchema } from './subject-request.ts';
import { ReceivedPartsSchema } from './submission.ts';

// Every operation under `api_base`, as data: the OpenAPI document is made of it, and a test holds the sandbox's routes to it.

const ofApplications: readonly Operation[] = [
  {
    id: 'getMe',
    method: 'GET',
    path: endpoints.me(),
    summary: 'The operator, what is left to them, and their applications',
    answers: { 200: { says: 'The operator.', schema: MeSchema } },
    codes: [],
  },
  {
    id: 'createApplication',
    method: 'POST',
    path: endpoints.applications(),
    summary: 'Make a draft',
    description:
      'The registers are not asked: the answer says nothing of whether the subject exists. An open draft of the same operator for the same subject is withdrawn.',
    body: CreateApplicationSchema,
    answers: {
      201: {
        says: 'The draft.',
        schema: ApplicationSchema,
        headers: ['ETag', 'Location'],
      },
    },
    idempotencyKey: 'required',
    codes: [
      ...BODY,
      ...ONCE,
      'invalid_jwe',
      'alg_not_allowed',
      'invalid_subject',
      'relationship_not_allowed',
      'accounts_not_verified',
      'method_not_allowed_for_age',
      'guardian_required',
      'consent_missing',
      'subject_agreement_required',
      'duplicate_relative',
      'quota_exceeded',
      'upload_quota_exceeded',
    ],
  },
  {
    id: 'getApplication',
    method: 'GET',
    path: endpoints.application('{id}'),
    summary: 'Where an application stands',
    answers: {
      200: application('The application.'),
      304: {
        says: 'Nothing has changed since the version of If-None-Match.',
        headers: ['ETag', 'Retry-After'],
      },
    },
    codes: ['not_found'],
  },
  {
    id: 'putPart',
    method: 'PUT',
    path: endpoints.evidencePart('{id}', ':n').replace(':n', '{n}'),
    summary: 'Send one part of the evidence',
    description: 'The body is a compact JWE of the type fap-part+jwe. What was put cannot be read back.',
    body: 'sealed',
    answers: { 201: { says: 'Kept.' }, 204: { says: 'The same bytes are held already.' } },
    codes: [
      ...DRAFT,
      ...BODY,
      'digest_mismatch',
      'invalid_jwe',
      'alg_not_allowed',
      'part_conflict',
      'evidence_too_large',
      'upload_quota_exceeded',
    ],
  },
  {
    id: 'listParts',
    method: 'GET',
    path: endpoints.evidence('{id}'),
    summary: 'Which parts have arrived',
    answers: { 200: { says: 'The parts.', schema: ReceivedPartsSchema } },
    codes: ['not_found'],
  },
  {
    id: 'submit',
    method: 'POST',
    path: endpoints.submission('{id}'),
    summary: 'Hand the application in',
    description:
      'The body is the manifest (schema Submission), signed. The same bytes again are answered again and judged once.',
    body: 'signed',
    answers: {
      202: {
        says: 'Accepted, and will be judged.',
        schema: ApplicationSchema,
        headers: ['ETag', 'Location', 'Retry-After'],
      },
    },
    idempotencyKey: 'optional',
    codes: [
      ...new Set([...DRAFT, ...SIGNED]),
      FRESH,
      'unsupported_version',
      'manifest_mismatch',
      'consent_missing',
      'guardian_required',
      'evidence_incomplete',
      'challenge_used',
      'challenge_expired',
      'accounts_not_verified',
      'attempts_exhausted',
    ],
  },
  {
    id: 'getResult',
    method: 'GET',
    path: endpoints.result('{id}'),
    summary: 'The signed decision',
    answers: { 200: { says: 'The result.', schema: ResultResponseSchema } },
    codes: ['not_found', 'not_final', 'state_conflict'],
  },
  {
    id: 'withdrawApplication',
    method: 'POST',
    path: endpoints.withdrawal('{id}'),
    summary: 'Take an application back that is not decided',
    description: 'The body is an intent withdraw_application, signed.',
    body: 'signed',
    answers: { 200: application('The application, withdrawn.') },
    idempotencyKey: 'optional',
    codes: [...SIGNED, 'not_found', 'state_conflict'],
  },
  {
    id: 'withdrawConsent',
    method: 'POST',
    path: endpoints.consentWithdrawal('{id}'),
    summary: 'Withdraw the consents of an application, whatever its status',
    description: 'The body is an intent withdraw_consent, signed. A second time changes nothing.',
    body: 'signed',
    answers: { 200: application('The application; consents_withdrawn_at says since when.') },
    idempotencyKey: 'optional',
    codes: [...SIGNED, 'not_found', 'state_conflict'],
  },
  {
    id: 'listDeletionReceipts',
    method: 'GET',
    path: endpoints.deletionReceipts('{id}'),
    summary: 'What was deleted of an application',
    answers: { 200: { says: 'Signed receipts, oldest first.', schema: DeletionReceiptsResponseSchema } },
    codes: ['not_found'],
  },
  {
    id: 'appeal',
    method: 'POST',
    path: endpoints.appeal('{id}'),
    summary: 'Have a person look at a rejection, once',
    body: AppealSchema,
    answers: { 202: application('The application, in review.') },
    idempotencyKey: 'optional',
    codes: [...BODY, ...ONCE, 'not_found', 'state_conflict'],
  },
];

const ofTheLiveCheck: readonly Operation[] = [
  {
    id: 'createChallenge',
    method: 'POST',
    path: endpoints.challenges('{id}'),
    summary: 'Begin a live check',
    description: 'Ends the challenge before, and forgets the parts that were sent for it.',
    body: ChallengeRequestSchema,
    answers: { 201: { says: 'The challenge with its first step.', schema: ChallengeSchema } },
    idempotencyKey: 'optional',
    codes: [...DRAFT, ...BODY, ...ONCE, 'attempts_exhausted'],
  },
  {
    id: 'commitStep',
    method: 'POST',
    path: endpoints.steps('{id}'),
    summary: 'Commit a step; the next is revealed only then',
    description: 'The same commit again gets the same answer.',
    body: StepCommitSchema,
    answers: { 200: { says: 'The receipt, and the next step.', schema: StepReceiptSchema } },
    codes: [...DRAFT, ...BODY, 'challenge_used', 'challenge_expired', 'step_out_of_order', 'step_too_early'],
  },
  {
    id: 'swapStep',
    method: 'POST',
    path: endpoints.swap('{id}'),
    summary: 'Ask for another action in the place of the open one, once a challenge',
    body: SwapRequestSchema,
    answers: { 200: { says: 'The other step.', schema: SwapResponseSchema } },
    codes: [...DRAFT, ...BODY, 'challenge_used', 'challenge_expired', 'swap_not_allowed'],
  },
];

const ofSubjectAndCards: readonly Operation[] = [
  {
    id: 'createSubjectLink',
    method: 'POST',
    path: endpoints.subjectLinks('{id}'),
    summary: 'The way for the subject to answer by a log-in; the same until it ends',
    answers: { 201: { says: 'The link.', schema: SubjectLinkSchema } },
    codes: [...BODY, 'not_found', 'state_conflict', 'accounts_not_verified'],
  },
  {
    id: 'getAppointment',
    method: 'GET',
    path: endpoints.appointment('{id}'),
    summary: 'The code for a counter; the same until it ends',
    answers: { 200: { says: 'The code.', schema: AppointmentSchema } },
    codes: ['not_found', 'state_conflict'],
  },
  {
    id: 'getSubjectRequest',
    method: 'GET',
    path: endpoints.subjectLink('{token}'),
    summary: 'Who asks, for the subject who is logged in',
    answers: { 200: { says: 'The request.', schema: SubjectRequestSchema } },
    codes: ['not_found', 'subject_mismatch', 'accounts_not_verified'],
  },
  {
    id: 'answerSubjectRequest',
    method: 'POST',
    path: endpoints.subjectLink('{token}'),
    summary: 'The subject’s own answer',
    description: 'The body is an intent agree_as_subject with consents, or decline_as_subject, signed.',
    body: 'signed',
    answers: { 204: { says: 'Answered.' } },
    idempotencyKey: 'optional',
    codes: [...SIGNED, 'not_found', 'subject_mismatch', 'accounts_not_verified', 'consent_missing', FRESH],
  },
  {
    id: 'listCards',
    method: 'GET',
    path: endpoints.cards(),
    summary: 'The bound cards',
    answers: { 200: { says: 'Signed card views.', schema: CardsResponseSchema } },
    codes: [],
  },
  {
    id: 'getCard',
    method: 'GET',
    path: endpoints.card('{ref}'),
    summary: 'One card',
    answers: { 200: { says: 'A list of one signed card view.', schema: CardsResponseSchema } },
    codes: ['not_found'],
  },
  {
    id: 'createCardCode',
    method: 'POST',
    path: endpoints.cardCodes('{ref}'),
    summary: 'A display code, for a minute and one use; the one before ends',
    answers: { 201: { says: 'The code.', schema: CardCodeSchema } },
    codes: [...BODY, 'not_found', 'state_conflict', FRESH],
  },
  {
    id: 'unbindCard',
    method: 'POST',
    path: endpoints.cardUnbinding('{ref}'),
    summary: 'Unbind a card, for good',
    description: 'The body is an intent unbind_card, signed. A second time changes nothing.',
    body: 'signed',
    answers: { 204: { says: 'Unbound.' } },
    idempotencyKey: 'optional',
    codes: [...SIGNED, 'not_found', FRESH],
  },
  {
    id: 'createServiceLink',
    method: 'POST',
    path: endpoints.serviceLinks('{ref}', '{service}'),
    summary: 'A short-lived link to a service for the subject',
    answers: { 201: { says: 'The link.', schema: ServiceLinkSchema } },
    codes: [...BODY, 'not_found', 'state_conflict'],
  },
];

/** By a portal's own server, with a token of its own. */
const ofPortalServers: readonly Operation[] = [
  {
    id: 'getPortalResult',
    method: 'GET',
    path: endpoints.portalResult('{id}'),
    summary: 'The decision on an application of the portal, and whose it is',
    answers: { 200: { says: 'The signed result.', schema: portal.PortalResultSchema } },
    codes: ['not_found', 'not_final', 'state_conflict'],
  },
  {
    id: 'getBinding',
    method: 'GET',
    path: endpoints.portalCard('{ref}'),
    summary: 'How a card that the portal’s application bound stands',
    answers: { 200: { says: 'Its state.', schema: portal.BindingSchema } },
    codes: ['not_found'],
  },
  {
    id: 'redeemServiceLink',
    method: 'POST',
    path: endpoints.redeemServiceLink(),
    summary: 'Use up a link that an operator opened',
    body: portal.RedeemServiceLinkSchema,
    answers: { 200: { says: 'What it stood for.', schema: portal.RedeemedServiceLinkSchema } },
    codes: [...BODY, 'not_found'],
  },
  {
    id: 'redeemCardCode',
    method: 'POST',
    path: endpoints.redeemCardCode(),
    summary: 'Use up a display code that somebody shows',
    body: portal.RedeemCardCodeSchema,
    answers: { 200: { says: 'Whether it was good.', schema: portal.RedeemedCardCodeSchema } },
    codes: BODY,
  },
];

/** All of them. */
export const OPERATIONS: readonly Operation[] = [
  ...ofApplications,
  ...ofTheLiveCheck,
  ...ofHandOffs,
  ...ofSubjectAndCards,
  ...ofPortalServers,
];
