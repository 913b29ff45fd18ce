import type { PhotoRequirement } from '@family-auth/library/protocol/application.ts';
import type { IdType, Method } from '@family-auth/library/protocol/common.ts';
import { type AgeRule, type Discovery, offeredMethods } from '@family-auth/library/protocol/discovery.ts';
import { ProblemError } from '../errors/errors.ts';

export const ageRules: readonly AgeRule[] = [
  { under: 14, guardian_consent: true },
  { under: 16, capture: 'photo' },
  { capture: 'liveness' },
];

/** All that the sandbox knows, {@link acceptedMethods} for those that it accepts. The first is offered first; from `document_review` on no face is needed. */
export const methods: readonly Method[] = [
  'face_liveness',
  'portrait_photo',
  'document_review',
  'subject_login',
  'in_person',
];

/** Ways in which the relative agrees themself, and not by a device in the operator's hands. */
export const isOwnWord = (method: Method): boolean => method === 'subject_login' || method === 'in_person';
/** Ways that rest on a face alone. */
export const isFaceMethod = (method: Method): boolean =>
  method === 'face_liveness' || method === 'portrait_photo';

/** Photos that a method asks for. A passport has one page that matters, a card two sides. */
export function photoRequirements(method: Method, idType: IdType): readonly PhotoRequirement[] {
  if (method === 'portrait_photo') return [{ role: 'portrait', required: true }];
  if (method !== 'document_review') return [];
  return [
    { role: 'id_document', required: true },
    ...(idType === 'passport' ? [] : [{ role: 'id_document_back', required: false } as const]),
    { role: 'social_security_card', required: false },
  ];
}

export const PART_MAX_BYTES = 1024 * 1024;
export const PARTS_MAX = 40;
export const EVIDENCE_MAX_BYTES = 12 * 1024 * 1024;
export const RELATIVES_MAX = 8;
/** Seconds. */
export const CHALLENGE_TTL_S = 120;
export const CHALLENGE_TTL_RELAXED_S = 180;
/** Seconds after a session's end in which its evidence may still arrive: an upload over a slow line takes its time. */
export const UPLOAD_GRACE_S = 900;
/** Seconds by method. */
export type SubjectTtl = Readonly<Partial<Record<Method, number>>>;
/** How long an application waits for the relative to log in, or to come to a counter. */
export const SUBJECT_TTL_S: SubjectTtl = {
  subject_login: 3 * 86_400,
  in_person: 14 * 86_400,
};
/** For how long a reviewer can take a decision back, seconds. */
export const REVIEW_UNDO_S = 60;
/** How often the audit log's checkpoints are written, seconds. */
export const CHECKPOINT_EVERY_S = 60;
/** An entry that is in no checkpoint after so many seconds is reported: several were due, and something keeps them from being written. */
export const CHECKPOINT_OVERDUE_S = 300;
/** Codes that are none, of one clerk and of all clerks on one day. */
export const WRONG_CODES_OF_CLERK_PER_DAY = 30;
export const WRONG_CODES_PER_DAY = 300;
/** Wrong ends of a document number at one link to undo: on one day, and as long as the link lives. Then a counter helps. */
export const WRONG_ENDINGS_PER_DAY = 5;
export const WRONG_ENDINGS_EVER = 20;
/** Live-face sessions of one operator for one relative on one day; other operators have their own. */
export const OPERATOR_SUBJECT_SESSIONS_PER_DAY = 20;
/**
 * Tries for one relative after which a person decides, over all operators and applications: each session that was drawn,
 * carried out or not, and each movement that was exchanged in one.
 */
export const MACHINE_TRIES_PER_DAY = 3;
export const MACHINE_TRIES_PER_MONTH = 10;
/** Submissions of one operator on one day, and those of them for one relative: nobody fishes in the registers. */
export const OPERATOR_SUBMISSIONS_PER_DAY = 20;
export const OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY = 10;

export const idTypes: Discovery['id_types'] = [
  { type: 'resident_id_card', label: { 'zh-CN': '居民身份证', en: 'Resident identity card' } },
  {
    type: 'residence_permit_hk_mo_tw',
    label: { 'zh-CN': '港澳台居民居住证', en: 'Residence permit for Hong Kong, Macao and Taiwan residents' },
  },
  {
    type: 'foreign_permanent_resident_card',
    label: { 'zh-CN': '外国人永久居留身份证', en: 'Foreign permanent resident identity card' },
  },
  { type: 'passport', label: { 'zh-CN': '护照', en: 'Passport' } },
];

/** A pretend body: no ministry's name stands in a test system. */
export const controller: Discovery['controller'] = {
  name: { 'zh-CN': '社会保险服务平台（测试）', en: 'Social insurance service platform (test)' },
  contact: '测试热线 000-00000（不存在） / Test line 000-00000 (does not exist)',
  complaints: 'complaints@family-auth.example',
};

interface Accounts {
  /** Whether accounts prove who their holders are. */
  readonly accountsVerified: boolean;
}

/** The methods that this sandbox offers and accepts. */
export const acceptedMethods = ({ accountsVerified }: Accounts): readonly Method[] =>
  offeredMethods({ verification_methods: [...methods], accounts_verified: accountsVerified });

/**
 * A log-in says who somebody is only where accounts are verified: without that no relative is asked to answer by one, and
 * no answer is taken.
 *
 * @throws ProblemError `accounts_not_verified`.
 */
export function requireVerifiedAccounts({ accountsVerified }: Accounts): void {
  if (accountsVerified) return;
  throw new ProblemError('accounts_not_verified', {
    detail: 'This backend does not verify accounts, so a relative cannot answer by logging in.',
  });
}
