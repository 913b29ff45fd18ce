import { type CheckpointNews, checkpointNews } from '../audit/checkpoint-news.ts';
import { type AuditRow, readChain } from '../audit/verify-audit.ts';
import type { Backend } from '../context/backend.ts';

export interface AuditedObject {
  /** The oldest first. */
  readonly entries: readonly AuditRow[];
  /** The first row that does not hold against the key, or `null`. */
  readonly brokenFrom: number | null;
}

/** What the auditor's pages need of the backend. */
export interface AuditorDesk {
  /** Everything that was done to an object; that it was read is entered first. `undefined` where there is nothing. */
  read(object: string, auditor: string): Promise<AuditedObject | undefined>;
  /** How the checkpoints stand. Never waits long, whoever holds the database. */
  checkpoints(): Promise<CheckpointNews>;
}

export function openAuditorDesk({ db, audit, secrets }: Backend): AuditorDesk {
  return {
    checkpoints: () => checkpointNews({ audit, db }),
    async read(object, auditor) {
      const before = await readChain(db, secrets.auditKey, object);
      if (before.entries.length === 0) return undefined;
      const actor = `auditor:${auditor}`;
      await db.transaction((tx) => audit.append(tx, { actor, action: 'audit.read', object }));
      // What stood there before it was asked for; the new entry would hide a cut-off end.
      return { entries: before.entries, brokenFrom: before.fault?.seq ?? null };
    },
  };
}
