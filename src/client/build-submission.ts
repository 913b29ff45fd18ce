import type { LoginSession } from '../login/login-session.ts';
import type { Application, Consent } from '../protocol/application.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { type Part, SUBMISSION_MAX_LIFETIME_S, type Submission } from '../protocol/submission.ts';

/**
 * Assembles the manifest that is then signed: who, to whom, about what, and the digests of all that was uploaded.
 *
 * @param input `subjectSha256` from `createApplication`; `parts` in the order of their `n`; `nowMs` epoch milliseconds.
 */
export function buildSubmission(input: {
  readonly discovery: Pick<Discovery, 'issuer' | 'api_base'>;
  readonly session: Pick<LoginSession, 'clientId' | 'sub'>;
  readonly application: Pick<Application, 'id' | 'relationship' | 'method'>;
  readonly subjectSha256: string;
  readonly parts: readonly Part[];
  readonly consents: readonly Consent[];
  readonly client: Submission['client'];
  readonly challenge?: NonNullable<Submission['challenge']>;
  readonly nowMs: number;
}): Submission {
  const { discovery, session, application, challenge } = input;
  const iat = Math.floor(input.nowMs / 1000);
  return {
    iss: session.clientId,
    sub: session.sub,
    aud: discovery.issuer,
    iat,
    exp: iat + SUBMISSION_MAX_LIFETIME_S,
    jti: crypto.randomUUID(),
    app: application.id,
    ver: '1.0',
    relationship: application.relationship,
    method: application.method,
    subject: { sha256: input.subjectSha256 },
    ...(challenge === undefined ? {} : { challenge }),
    parts: [...input.parts],
    consents: [...input.consents],
    client: input.client,
    htu: `${discovery.api_base}${endpoints.submission(application.id)}`,
  };
}
