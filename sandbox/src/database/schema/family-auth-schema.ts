import { pgSchema } from 'drizzle-orm/pg-core';

/** Everything of ours lives in one PostgreSQL schema, so that a reset touches nothing else in that database. */
export const FAMILY_AUTH_SCHEMA = 'family_auth';
export const familyAuth = pgSchema(FAMILY_AUTH_SCHEMA);
