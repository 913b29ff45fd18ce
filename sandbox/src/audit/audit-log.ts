import type { ApplicationStatus } from '@family-auth/library/protocol/application.ts';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { auditEntries, auditHeads } from '../database/schema/audit.ts';
import { type Checkpoints, openCheckpoints } from './checkpoints.ts';
import { auditMacs, GENESIS } from './mac.ts';

/** What can be entered; `entry-words.ts` says each in words. */
export type AuditAction =
  | `application.${ApplicationStatus | 'erased'}`
  | `card.${'bound' | 'revoked' | 'shown_to_subject'}`
  | `account.${'registered' | 'password_reset' | 'closed'}`
  | 'activation_code.issued'
  | `appointment.${'opened' | 'identity_shown'}`
  | `hand_off.${'opened' | 'claimed' | 'confirmed' | 'ended'}`
  | 'links.opened'
  | `review.${'claimed' | 'given_back' | 'approval_proposed' | 'decided' | 'taken_back' | ReviewLook}`
  | `staff.${StaffAct}`
  | `audit.${'read' | 'unkeyed_log_kept'}`;

/** What a reviewer looked at. */
export type ReviewLook = 'case_opened' | 'identity_shown' | 'picture_opened' | 'registry_photo_opened';
/** What became of an account of the staff. */
export type StaffAct =
  | 'added'
  | 'reset'
  | 'disabled'
  | 'logged_in'
  | 'logged_out'
  | 'log_in_failed'
  | 'password_changed';

export interface AuditEntry {
  /** `operator:SUB`, `subject:SUB`, `reviewer:NAME`, `clerk:NAME`, `auditor:NAME` or `system`. */
  readonly actor: string;
  readonly action: AuditAction;
  /** Id of what was acted on; its entries form a chain. */
  readonly object: string;
  /** Codes and counts; never names, numbers or pictures of people who apply or are applied for. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditLog {
  /**
   * Adds an entry to its object's chain. Its MAC covers the entry before, so that none can be changed or taken out
   * unnoticed by whoever has the database but not the key.
   *
   * @param tx a transaction: whoever else appends to the same object waits until it ends; nobody else does.
   */
  append(tx: Database, entry: AuditEntry): Promise<void>;
  /** Notes where every chain ends, see {@link Checkpoints.write}. */
  checkpoint(db: Database): Promise<void>;
  /** See {@link Checkpoints.unnotedSince}. */
  unnotedSince(): Date | undefined;
}

/**
 * @param key 32 bytes, base64url, kept outside the database.
 * @param anchorFile what the newest checkpoint is noted in, outside the database.
 */
export function openAuditLog(key: string, anchorFile: string): AuditLog {
  const macs = auditMacs(key);
  const checkpoints: Checkpoints = openCheckpoints(key, anchorFile);
  return {
    async append(tx, { actor, action, object, details = {} }) {
      // Locks the chain's head until the transaction ends, and has the MAC of the last entry still.
      const [head] = await tx
        .insert(auditHeads)
        .values({ object, seq: 1, mac: GENESIS, headMac: '' })
        .onConflictDoUpdate({ target: auditHeads.object, set: { seq: sql`${auditHeads.seq} + 1` } })
        .returning({ seq: auditHeads.seq, mac: auditHeads.mac });
      const { seq, mac: previousMac } = head!;
      const content = { object, seq, at: new Date(), actor, action, details: { ...details }, previousMac };
      const mac = macs.entry(content);
      await tx.insert(auditEntries).values({ ...content, mac });
      const headMac = macs.head({ object, seq, mac });
      await tx.update(auditHeads).set({ mac, headMac }).where(eq(auditHeads.object, object));
      checkpoints.grew(object);
    },
    checkpoint: checkpoints.write,
    unnotedSince: checkpoints.unnotedSince,
  };
}
