import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/database/database.ts';

/** What must hold of the database after each request, each as a question for the rows that break it. */
const RULES: Readonly<Record<string, string>> = {
  'an application without its consents':
    "select id from family_auth.applications where jsonb_array_length(consents) = 0 and consents_withdrawn_at is null and status <> 'withdrawn'",
  // Erasing the relative is a change of its own, and no move.
  'an application without each of its moves':
    'select id from family_auth.applications a where version - (consents_withdrawn_at is not null)::int <> (select count(*) from family_auth.application_transitions t where t.application_id = a.id)',
  'an application whose status is not that of its last move':
    'select a.id from family_auth.applications a join family_auth.application_transitions t on t.application_id = a.id and t.version = (select max(version) from family_auth.application_transitions l where l.application_id = a.id) where t.to_status <> a.status',
  'a submission of a draft':
    "select application_id as id from family_auth.submissions s join family_auth.applications a on a.id = s.application_id where a.status = 'draft'",
  'an application that was submitted without a submission':
    "select id from family_auth.applications a where status in ('submitted', 'processing', 'manual_review', 'awaiting_subject', 'approved') and not exists (select from family_auth.submissions s where s.application_id = a.id)",
  'an approval without a card':
    "select id from family_auth.applications where status = 'approved' and card_ref is null and consents_withdrawn_at is null",
  'a card without an approval':
    "select ref as id from family_auth.cards c join family_auth.applications a on a.id = c.application_id where a.status <> 'approved'",
  'a session without its first step':
    'select id from family_auth.challenges c where not exists (select from family_auth.challenge_steps s where s.challenge_id = c.id)',
  'a step that is committed in part':
    'select challenge_id as id from family_auth.challenge_steps where (committed_at_ms is null) <> (chain is null) or (chain is null) <> (receipt is null)',
  'two open sessions of one draft':
    'select application_id as id from family_auth.challenges where used_at is null group by application_id having count(*) > 1',
  'an answer kept that was never given':
    'select key as id from family_auth.idempotency_keys where status = 0 or status >= 500',
};

/** @returns the rules that are broken, with an opaque id of one that breaks them. */
export async function brokenInvariants(db: Database, blobs: string | undefined): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, question] of Object.entries(RULES)) {
    const [row] = rowsOf(await db.execute(sql.raw(`${question} limit 1`)));
    if (row !== undefined) broken.push(`${rule}: ${String(row.id)}`);
  }
  return blobs === undefined ? broken : [...broken, ...(await strayFiles(db, blobs))];
}

const rowsOf = (result: unknown): Record<string, unknown>[] =>
  (result as { readonly rows: Record<string, unknown>[] }).rows;

/** Files that no row names, and rows whose file is not there. */
async function strayFiles(db: Database, blobs: string): Promise<string[]> {
  const named = rowsOf(
    await db.execute(
      sql.raw(
        'select blob_key as key, deleted_at is null and kept_size is distinct from 0 as held from family_auth.evidence_parts',
      ),
    ),
  );
  const due = rowsOf(await db.execute(sql.raw('select blob_key as key from family_auth.evidence_deletions')));
  const known = new Set([...named, ...due].map(({ key }) => String(key)));
  const files = existsSync(blobs)
    ? readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];
  const keys = files.map((entry) => relative(blobs, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const stray = keys.filter((key) => !known.has(key)).map((key) => `a file that nothing names: ${key}`);
  const held = new Set(keys);
  const gone = named.filter(({ key, held: isHeld }) => isHeld === true && !held.has(String(key)));
  return [...stray, ...gone.map(({ key }) => `evidence without its file: ${String(key)}`)].slice(0, 3);
}
