import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { bigserial, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';
import { applications } from './applications.ts';

/** Every judgement of an application, by the machine or by a person; rows are only ever added. */
export const judgements = familyAuth.table(
  'judgements',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    verdict: text().$type<'approved' | 'rejected' | 'manual_review' | 'awaiting_subject'>().notNull(),
    reason: text().$type<DecisionReason>(),
    /** Which check refused, e.g. `face.match`. For the reviewer, never for the client. */
    refusedBy: text('refused_by'),
    /** `machine`, or `reviewer:NAME`. */
    decidedBy: text('decided_by').notNull(),
    /** What was checked, in the judgement's own shape. */
    checks: jsonb().$type<unknown[]>().notNull(),
    /** The reviewer's own words. */
    note: text(),
    durationMs: integer('duration_ms'),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('judgements_application_id').on(table.applicationId)],
);

const applicationId = () =>
  text('application_id')
    .primaryKey()
    .references(() => applications.id, { onDelete: 'cascade' });

/** Which reviewer has a case: nobody else opens or decides it until then. */
export const reviewClaims = familyAuth.table('review_claims', {
  applicationId: applicationId(),
  /** Name of the account. */
  reviewer: text().notNull(),
  since: timestamp({ withTimezone: true }).notNull(),
  /** When it lapses; later with each act on the case. */
  until: timestamp({ withTimezone: true }).notNull(),
});

/** That a reviewer wants to approve what the machine refused: until a second one has decided, or it waits no longer. */
export const reviewProposals = familyAuth.table('review_proposals', {
  applicationId: applicationId(),
  reviewer: text().notNull(),
  /** The reviewer's own words, or an empty string. */
  note: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});

/** A reviewer's decision that is not settled yet: until then they can take it back, and nobody has heard of it. */
export const heldDecisions = familyAuth.table(
  'review_held_decisions',
  {
    applicationId: applicationId(),
    reviewer: text().notNull(),
    decision: text().$type<'approved' | 'rejected'>().notNull(),
    reason: text().$type<DecisionReason>(),
    /** The reviewer's own words, or an empty string. */
    note: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** When it is settled. */
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('review_held_decisions_until').on(table.until)],
);
