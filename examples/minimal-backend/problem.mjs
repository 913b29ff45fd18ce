/** The codes of "Problems" and their statuses. */
const STATUS = {
  400: 'malformed unsupported_version invalid_jwe invalid_jws digest_mismatch manifest_mismatch',
  401: 'invalid_token invalid_dpop_proof use_dpop_nonce insufficient_user_authentication',
  403: 'origin_not_allowed insufficient_scope key_mismatch',
  ...{ 404: 'not_found', 405: 'method_not_allowed', 409: 'state_conflict not_final part_conflict duplicate_relative' },
  ...{ 410: 'draft_expired', 413: 'part_too_large evidence_too_large', 415: 'unsupported_media_type' },
  422: 'idempotency_conflict invalid_subject guardian_required consent_missing accounts_not_verified relationship_not_allowed quota_exceeded alg_not_allowed evidence_incomplete',
  500: 'internal',
};
const CODES = new Map(
  Object.entries(STATUS).flatMap(([status, codes]) => codes.split(' ').map((code) => [code, Number(status)])),
);

export class Problem extends Error {
  /** `detail` is for developers and is always a sentence of this program, never anything that was sent (C119). */
  constructor(code, detail, { pointer, member = 'invalid', headers = {} } = {}) {
    super(detail ?? code);
    Object.assign(this, { code, detail, headers, status: CODES.get(code) });
    if (pointer !== undefined) this.errors = [{ pointer, code: member }];
  }

  body(issuer, instance) {
    const { code, status, detail, errors } = this;
    return { type: `${issuer}/errors/${code}`, code, status, detail, instance, errors, retryable: code === 'internal' };
  }
}

export function must(good, code, detail, more) {
  if (!good) throw new Problem(code, detail, more);
}
