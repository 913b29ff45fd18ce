import type { AuditLog } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import type { StorageQuota } from '../limits/storage-quota.ts';
import type { PicturePool } from '../pictures/open-picture-reader.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import type { BackendKeys } from '../storage/backend-keys.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { KeyedHash } from '../storage/keyed-hash.ts';
import type { Secrets } from '../storage/secrets.ts';
import type { Settings } from './settings.ts';

/** Everything a request handler or a job may use. */
export interface Backend {
  readonly settings: Settings;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly quota: StorageQuota;
  /** Plain copies of what was sent as a picture, to be kept or shown to a person. */
  readonly pictures: Pick<PicturePool, 'forOwner'>;
  readonly keys: BackendKeys;
  readonly secrets: Secrets;
  readonly hash: KeyedHash;
  readonly audit: AuditLog;
  readonly registry: CitizenRegistry;
  /** One line for the log; never personal data. */
  log(line: string): void;
  /** Writes the job that judges an application, in the transaction that lets it wait for that. */
  requestJudgement(tx: Database, application: ApplicationRow): Promise<void>;
}
