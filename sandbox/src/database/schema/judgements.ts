import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { bigserial, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { familyAuth } from './family-auth-schema.ts';

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
