import type {
  ApplicationStatus,
  Consent,
  DecisionReason,
  PhotoRequirement,
} from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { boolean, index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** The relative's own agreement, as it was given. */
export interface SubjectAnswer {
  readonly by: 'relative' | 'clerk';
  /** The relative's subject identifier at the provider, or the clerk's name. */
  readonly who: string;
  /** Each `at` is this backend's own time. */
  readonly consents: readonly Consent[];
  /** The relative's signed document as received, where there is one. */
  readonly signed?: string;
  /** The clerk's own words. */
  readonly note?: string;
  readonly at: string;
}

/** One relative that an operator asks to add. */
export const applications = familyAuth.table(
  'applications',
  {
    id: text().primaryKey(),
    operatorSub: text('operator_sub').notNull(),
    clientId: text('client_id').notNull(),
    /** Thumbprint of the key whose token created the draft. */
    jkt: text().notNull(),
    /** Thumbprint of the key that holds the draft while another device does its evidence. */
    holderJkt: text('holder_jkt'),
    /** The hand-off that is under way, or that brought the submission. */
    handOffId: text('hand_off_id'),
    relationship: text().notNull(),
    method: text().$type<Method>().notNull(),
    status: text().$type<ApplicationStatus>().notNull(),
    /** Rises by one with each transition. */
    version: integer().notNull(),
    reason: text().$type<DecisionReason>(),
    /** The relative's particulars as received, encrypted to this backend's key; `null` once they are erased. */
    subjectJwe: text('subject_jwe'),
    /** Base64url SHA-256 over {@link subjectJwe}. */
    subjectSha256: text('subject_sha256').notNull(),
    /** HMAC over type, country and number: for duplicates and attempts. Of nothing but the id once they are erased. */
    subjectHash: text('subject_hash').notNull(),
    /** Masked, e.g. `张*`; `*` once it is erased. */
    subjectName: text('subject_name').notNull(),
    /** Each `at` is this backend's own time, see `recordConsents`. */
    consents: jsonb().$type<Consent[]>().notNull(),
    guardianConsent: boolean('guardian_consent').notNull(),
    requirements: jsonb().$type<PhotoRequirement[]>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    /** When a draft lapses, or the waiting for the relative or for a reviewer ends. */
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    appealedAt: timestamp('appealed_at', { withTimezone: true }),
    appealText: text('appeal_text'),
    cardRef: text('card_ref'),
    /** When the consents were withdrawn: nothing is kept by which the relative could be known. */
    consentsWithdrawnAt: timestamp('consents_withdrawn_at', { withTimezone: true }),
    /** HMAC over the code that the relative shows at a counter. */
    appointmentHash: text('appointment_hash').unique(),
    /** That the relative agreed, by a log-in of their own or before a clerk. */
    subjectAnswer: jsonb('subject_answer').$type<SubjectAnswer>(),
  },
  (table) => [
    index('applications_operator_sub').on(table.operatorSub),
    index('applications_subject_hash').on(table.subjectHash),
    index('applications_status_expires_at_id').on(table.status, table.expiresAt, table.id),
    index('applications_status_subject_name').on(table.status, table.subjectName),
    index('applications_status_updated_at').on(table.status, table.updatedAt),
  ],
);
export type ApplicationRow = typeof applications.$inferSelect;

/** Every move of an application's status; rows are only ever added. */
export const applicationTransitions = familyAuth.table(
  'application_transitions',
  {
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    fromStatus: text('from_status').$type<ApplicationStatus>(),
    toStatus: text('to_status').$type<ApplicationStatus>().notNull(),
    reason: text().$type<DecisionReason>(),
    /** `operator`, `system`, or `reviewer:NAME`. */
    actor: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.applicationId, table.version] })],
);

/** The signed manifest of an application, exactly as received. */
export const submissions = familyAuth.table('submissions', {
  applicationId: text('application_id')
    .primaryKey()
    .references(() => applications.id, { onDelete: 'cascade' }),
  /** JWS General JSON, the bytes as received (UTF-8); `null` once the consents are withdrawn. */
  jws: text(),
  /** Base64url SHA-256 over those bytes. */
  sha256: text().notNull(),
  jti: text().notNull(),
  /** Thumbprint of the token's key it was verified against. */
  jkt: text().notNull(),
  challengeId: text('challenge_id'),
  /** When the operator had last proved who they are, epoch seconds. */
  authTime: integer('auth_time').notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
});
export type SubmissionRow = typeof submissions.$inferSelect;
