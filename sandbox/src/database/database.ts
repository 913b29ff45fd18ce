import { randomBytes } from 'node:crypto';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { type PgDatabase, type PgQueryResultHKT, pgSchema } from 'drizzle-orm/pg-core';

type NoSchema = Record<string, never>;

/** Drizzle over PGlite or over PostgreSQL: the same schema and the same SQL on both. A transaction is one, too. */
export type Database = PgDatabase<PgQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

/** Everything of ours lives in one PostgreSQL schema, so that a reset touches nothing else in that database. */
export const FAMILY_AUTH_SCHEMA = 'family_auth';
export const familyAuth = pgSchema(FAMILY_AUTH_SCHEMA);

/** An opaque identifier for a URL path: 128 random bits, base64url. */
export const newId = (): string => randomBytes(16).toString('base64url');
