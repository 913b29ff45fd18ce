import { decodeJwt, errors } from 'jose';
import { ConfigurationError, ResultError, type ResultErrorCode, VerificationError } from '../base/errors.ts';
import type { ApplicationResult } from '../protocol/result.ts';
import { verifyStatement } from '../seal/statement.ts';
import { knowBackend } from './known-backend.ts';

/**
 * What a result must be to be believed.
 *
 * @example
 * ```ts
 * import type { ExpectedResult } from 'family-auth/server';
 *
 * const expected: ExpectedResult = { issuer: 'https://social-security.example', clientId: 'your-portal' };
 * ```
 */
export interface ExpectedResult {
  /** The backend's issuer URL, as the element's `backend` and the discovery document spell it. */
  readonly issuer: string;
  /** The client id for which it must be made: the element's `client-id`; of several, any one of them. */
  readonly clientId: string | readonly string[];
  /** The application that it must be about, where your server knows it: a result of another one is refused. */
  readonly applicationId?: string;
}

/**
 * Verifies a result that a page handed to your server: the `result` of `family-auth-complete`. It is the backend's own
 * word, under its signature; nothing else that the page says is. Runs in Node, Deno and workers. Discovery and keys are
 * kept for five minutes; after a rotation of the backend's keys they are fetched again.
 *
 * A result is good for its holder, as a receipt is: take each application (`sub`) for one account of yours only, the first
 * that brings it, and ask for the state of the binding before each errand (`createPortalServer`).
 *
 * @param jwt the compact JWT, as it came. Anything may be in it.
 * @returns the decision. `status` says whether the relative's card is bound: only `approved` is a yes; `binding.ref` is the card's
 *   opaque reference.
 * @throws ResultError with a code for each reason: `result_malformed`, `result_wrong_issuer`, `result_key_unknown`,
 *   `result_signature_invalid`, `result_wrong_type`, `result_wrong_audience`, `result_expired`, `result_wrong_application`.
 *   Where the backend itself cannot be asked: ConfigurationError `configuration_invalid`, `discovery_invalid`,
 *   `unsupported_version`; TransportError; DeadlineError (10 s).
 * @example
 * ```ts
 * import { ResultError, verifyResult } from 'family-auth/server';
 *
 * async function onCompleted(request: Request): Promise<Response> {
 *   const { result } = await request.json();
 *   try {
 *     const { status, binding } = await verifyResult(result, {
 *       issuer: 'https://social-security.example',
 *       clientId: 'your-portal',
 *     });
 *     return Response.json({ cardRef: status === 'approved' ? binding?.ref : null });
 *   } catch (error) {
 *     if (error instanceof ResultError) return new Response(error.code, { status: 400 });
 *     throw error; // the backend cannot be reached: try again later
 *   }
 * }
 * ```
 */
export async function verifyResult(jwt: string, expected: ExpectedResult): Promise<ApplicationResult> {
  if (expected.clientId.length === 0) throw new ConfigurationError('configuration_invalid', NO_CLIENT);
  requireIssuer(jwt, expected.issuer);
  const { discovery, signatureKeys } = await knowBackend(expected.issuer);
  const result = await verifyStatement('result', jwt, {
    keys: signatureKeys,
    issuer: discovery.issuer,
    audience: expected.clientId,
    nowMs: Date.now(),
  }).catch((error: unknown) => {
    throw error instanceof VerificationError ? refusalOf(error) : error;
  });
  if (expected.applicationId === undefined || result.sub === expected.applicationId) return result;
  throw refused('result_wrong_application', 'is about another application than the expected one');
}

const NO_CLIENT = 'clientId must name the client for which results are made: the client-id of the element.';

/** Before anything is fetched: what another backend signed, and what nobody did, costs no request. */
function requireIssuer(jwt: string, issuer: string): void {
  let iss: unknown;
  try {
    ({ iss } = decodeJwt(jwt));
  } catch (cause) {
    throw refused('result_malformed', 'is not a JWT', cause);
  }
  if (iss === issuer || (typeof iss === 'string' && URL.parse(iss)?.href === URL.parse(issuer)?.href)) return;
  throw refused('result_wrong_issuer', `is of another issuer than ${issuer}`);
}

const CODE_OF_CLAIM: Readonly<Record<string, readonly [ResultErrorCode, string]>> = {
  typ: ['result_wrong_type', 'is a JWT of another type: a card or a receipt is no decision'],
  iss: ['result_wrong_issuer', 'is of another issuer'],
  aud: ['result_wrong_audience', 'was made for another client'],
};

function refusalOf(error: VerificationError): ResultError {
  const { cause } = error;
  if (cause instanceof errors.JWTExpired) return refused('result_expired', 'has expired', cause);
  if (cause instanceof errors.JWKSNoMatchingKey) {
    return refused('result_key_unknown', "names a key that is not in the backend's key set", cause);
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed || cause instanceof errors.JOSEAlgNotAllowed) {
    return refused('result_signature_invalid', 'was not signed by the key that it names', cause);
  }
  const claim = cause instanceof errors.JWTClaimValidationFailed ? CODE_OF_CLAIM[cause.claim] : undefined;
  const [code, what] = claim ?? ['result_malformed', 'does not match its schema'];
  return refused(code, what, cause ?? error);
}

const refused = (code: ResultErrorCode, what: string, cause?: unknown) =>
  new ResultError(code, `The result ${what}.`, { cause });
