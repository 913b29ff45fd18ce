import type { Application } from '../../src/protocol/application.ts';
import type { Card } from '../../src/protocol/card.ts';
import { DISCOVERY_PATH, type Notice } from '../../src/protocol/discovery.ts';
import type { OperatorProfile } from '../../src/protocol/me.ts';
import type { ApplicationResult } from '../../src/protocol/result.ts';

export const APPLICATION_ID = 'application-0001';
/** Lines that a client asks. */
export const DISCOVERY = `GET ${DISCOVERY_PATH}`;
export const PROVIDER = 'GET /oidc/.well-known/openid-configuration';
export const APPLICATION = `GET /v1/applications/${APPLICATION_ID}`;
export const RESULT = `${APPLICATION}/result`;

export const me: OperatorProfile = {
  sub: 'operator-1',
  name: '王*',
  relatives_left: 8,
  relatives_left_by_relationship: { parent: 4 },
  applications: [],
};

export const application: Application = {
  id: APPLICATION_ID,
  status: 'draft',
  version: 1,
  updated_at: '2026-11-23T10:00:00Z',
  method: 'document_review',
  relationship: 'parent',
  subject_name: '李*',
  retryable: false,
  appealable: false,
};

export function resultOf(issuer: string, more: Partial<ApplicationResult> = {}): ApplicationResult {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: 'portal',
    sub: APPLICATION_ID,
    iat,
    exp: iat + 3600,
    status: 'approved',
    decided_at: '2026-11-23T10:00:00Z',
    method: 'document_review',
    submission: 'y'.repeat(43),
    ...more,
  };
}

export function cardOf(issuer: string, more: Partial<Card> = {}): Card {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: 'portal',
    iat,
    exp: iat + 600,
    ref: 'card-0001',
    name: '李*',
    number: '9****************7',
    relationship: 'parent',
    status: 'active',
    issuer_name: '测试',
    bound_at: '2026-11-23T10:00:00Z',
    services: [],
    ...more,
  };
}

export const noticeOf = (origin: string, sha256: string): Notice => ({
  id: 'face',
  version: '1',
  locale: 'zh-CN',
  title: '人脸信息',
  url: `${origin}/notices/face.txt`,
  sha256,
  required_for: [],
  given_by: 'operator',
});

/** What an OpenID provider that has all that is needed says of itself. */
export const metadataOf = (origin: string): Record<string, unknown> => ({
  issuer: `${origin}/oidc`,
  authorization_endpoint: `${origin}/oidc/auth`,
  token_endpoint: `${origin}/oidc/token`,
  pushed_authorization_request_endpoint: `${origin}/oidc/request`,
  jwks_uri: `${origin}/oidc/jwks`,
  code_challenge_methods_supported: ['S256'],
  dpop_signing_alg_values_supported: ['ES256'],
  authorization_response_iss_parameter_supported: true,
});
