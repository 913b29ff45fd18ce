import {
  type Action,
  type ChallengeRequest,
  CORE_ACTIONS,
  type Step,
  type Without,
} from '@family-auth/library/protocol/challenge.ts';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';
import { applications } from './applications.ts';

/** One live-face session. The whole plan stays here; the client sees a step only when its turn comes. */
export const challenges = familyAuth.table(
  'challenges',
  {
    id: text().primaryKey(),
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    /** Thumbprint of the key it was drawn for. */
    jkt: text().notNull(),
    /** 32 random bytes, base64url. */
    nonce: text().notNull(),
    policyVersion: text('policy_version').notNull(),
    /** In the order in which the steps are revealed: one that was swapped stands before its replacement, under the same `i`. */
    plan: jsonb().$type<Step[]>().notNull(),
    pace: text().$type<ChallengeRequest['pace']>().notNull(),
    measuredFps: doublePrecision('measured_fps').notNull(),
    /** What was drawn from: the actions that the client knows. */
    actions: jsonb().$type<readonly Action[]>().notNull().default(CORE_ACTIONS),
    /** What the person asked to be spared; then a person decides. */
    without: text().$type<Without>(),
    frameWidth: integer('frame_width').notNull(),
    frameHeight: integer('frame_height').notNull(),
    swapped: boolean().notNull().default(false),
    /** Tries for this relative so far, over all operators, this session and its exchanged movement included. */
    triesToday: integer('tries_today').notNull(),
    triesThisMonth: integer('tries_this_month').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    /** Set by the submission that used it, or by a later challenge that replaced it. */
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (table) => [index('challenges_application_id').on(table.applicationId)],
);
export type ChallengeRow = typeof challenges.$inferSelect;

/** Steps that were revealed, and what was committed for them. */
export const challengeSteps = familyAuth.table(
  'challenge_steps',
  {
    challengeId: text('challenge_id')
      .notNull()
      .references(() => challenges.id, { onDelete: 'cascade' }),
    i: integer().notNull(),
    step: jsonb().$type<Step>().notNull(),
    revealedAtMs: bigint('revealed_at_ms', { mode: 'number' }).notNull(),
    committedAtMs: bigint('committed_at_ms', { mode: 'number' }),
    /** Head of the hash chain, base64url. */
    chain: text(),
    /** Key frames chained so far. */
    frames: integer(),
    elapsedMs: integer('elapsed_ms'),
    /** The signed receipt that was answered. */
    receipt: text(),
  },
  (table) => [primaryKey({ columns: [table.challengeId, table.i] })],
);
export type ChallengeStepRow = typeof challengeSteps.$inferSelect;

/** How often something was tried in a day or a month. */
export const attemptCounters = familyAuth.table(
  'attempt_counters',
  {
    /** `application:ID`, `subject:HASH` … */
    scope: text().notNull(),
    /** `YYYY-MM-DD` or `YYYY-MM` in UTC, or `ever`. */
    day: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.day] }), index('attempt_counters_day').on(table.day)],
);
