import type { Subject } from '../../../src/protocol/subject.ts';
import { openSubject } from '../../../src/seal/open-subject.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import type { Backend } from '../server/backend.ts';

/** Opens the relative's particulars of a stored application, which was in time when it came. */
export const openStoredSubject = (
  { keys, settings }: Backend,
  { subjectJwe, jkt, createdAt }: ApplicationRow,
): Promise<Subject> =>
  openSubject(subjectJwe, { keys: keys.decryption, aud: settings.issuer, jkt, nowMs: createdAt.getTime() });
