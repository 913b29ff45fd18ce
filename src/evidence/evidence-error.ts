import { FamilyAuthError } from '../base/errors.ts';

/**
 * `trace_malformed`: bytes that are not a trace. `picture_not_encodable`: the browser could not make a JPEG of a frame.
 * `evidence_discarded`: the recorder was used after its bytes were wiped.
 */
export type EvidenceErrorCode = 'trace_malformed' | 'picture_not_encodable' | 'evidence_discarded';

/** Evidence could not be read, made, or is gone. */
export class EvidenceError extends FamilyAuthError<EvidenceErrorCode> {}
