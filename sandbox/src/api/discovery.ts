import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import { MIN_FPS } from '@family-auth/library/challenge/policy-for.ts';
import { POLICY_VERSION } from '@family-auth/library/challenge/policy-version.ts';
import { ACTIONS, WITHOUT } from '@family-auth/library/protocol/challenge.ts';
import { PROTOCOL_VERSION } from '@family-auth/library/protocol/common.ts';
import { DISCOVERY_PATH, type Discovery, DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { signMetadata } from '@family-auth/library/seal/metadata.ts';
import { importJWK, type JWK } from 'jose';
import type { Backend } from '../context/backend.ts';
import { isRegistered, unregisteredOrigin } from '../context/portals.ts';
import type { Settings } from '../context/settings.ts';
import type { App } from '../http/app.ts';
import { noticeTexts } from '../rules/notices.ts';
import * as policy from '../rules/policy.ts';
import { acceptedMethods } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';
import { retention } from '../rules/retention.ts';

/** The pages of this origin that the library's build has. */
interface OwnPages {
  readonly hasFrame: boolean;
  readonly hasHandOff: boolean;
}

/**
 * What anybody may read from any origin: discovery, public keys, consent texts. A page of an origin that is not registered
 * learns so from discovery, the first that it asks for, and not when somebody has logged in.
 */
export function publicRoutes(app: App, { settings, keys, secrets }: Backend, pages: OwnPages): void {
  const document = signed(discoveryDocument(settings, pages), secrets.metadataKey);
  const open = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' };

  app.get(DISCOVERY_PATH, { schema: { response: { 200: DiscoverySchema } } }, async ({ headers }, reply) => {
    const { origin } = headers;
    reply.headers({ ...open, 'access-control-expose-headers': 'Date', vary: 'Origin' });
    if (origin === undefined || isRegistered(settings.portals, origin)) return document;
    return { ...(await document), origin_not_allowed: unregisteredOrigin(settings.portals, origin) };
  });
  app.get('/jwks', (_, reply) => reply.headers(open).send(keys.publicJwks));
  for (const { path, text, sha256 } of noticeTexts) {
    app.get(path, (_, reply) =>
      reply
        .headers({ ...open, etag: `"${sha256}"` })
        .type('text/plain; charset=utf-8')
        .send(text),
    );
  }
}

/** The document with itself as a JWT, by a key that a portal can pin. */
async function signed(document: Discovery, key: JWK): Promise<Discovery> {
  const privateKey = (await importJWK(key, 'ES256')) as CryptoKey;
  const signer = { privateKey, publicJwk: key, issuer: document.issuer, nowMs: Date.now() };
  return { ...document, signed_metadata: await signMetadata(document, signer) };
}

/** What this backend says of itself. */
function discoveryDocument(settings: Settings, { hasFrame, hasHandOff }: OwnPages): Discovery {
  const { issuer } = settings;
  return {
    issuer,
    protocol_versions: [PROTOCOL_VERSION],
    profiles: [
      ...['core', 'liveness', 'card-codes', 'consent-withdrawal', 'portal-server', 'server-session'],
      ...(hasHandOff ? ['hand-off'] : []),
    ],
    test_system: true,
    api_base: settings.apiBase,
    jwks_uri: `${issuer}/jwks`,
    authorization_servers: [settings.providerIssuer],
    registration_supported: true,
    accounts_verified: settings.accountsVerified,
    scopes: ['family:read', 'family:write'],
    max_auth_age: settings.maxAuthAgeS,
    submission_signing_alg_values_supported: ['ES256', 'Ed25519'],
    submission_signature_policy: 'any',
    encryption_alg_values_supported: ['ECDH-ES'],
    encryption_enc_values_supported: ['A256GCM'],
    id_types: policy.idTypes,
    relationships: [...relationships],
    age_rules: [...policy.ageRules],
    verification_methods: [...acceptedMethods(settings)],
    liveness: livenessPolicy(settings),
    limits: {
      part_max_bytes: policy.PART_MAX_BYTES,
      parts_max: policy.PARTS_MAX,
      evidence_max_bytes: policy.EVIDENCE_MAX_BYTES,
      draft_ttl: settings.draftTtlS,
      poll_min_interval: 1,
      relatives_max: policy.RELATIVES_MAX,
    },
    notices: noticeTexts.map(({ path, text: _, ...notice }) => ({ ...notice, url: `${issuer}${path}` })),
    retention,
    controller: policy.controller,
    ...(hasFrame ? { frame_uri: settings.frameUri } : {}),
    ...(hasHandOff ? { hand_off_uri: settings.handOffUri } : {}),
    popup_opener_preserved: true,
  };
}

function livenessPolicy({ maxAttempts, challengeTtlS }: Settings): NonNullable<Discovery['liveness']> {
  return {
    modes: ['interactive'],
    actions: [...ACTIONS],
    without: [...WITHOUT],
    steps: 1 + POLICIES.standard.plan.actions, // an exchanged movement adds one, and the answer says so
    ttl: challengeTtlS.standard,
    ttl_relaxed: challengeTtlS.relaxed,
    policy_version: POLICY_VERSION,
    min_fps: MIN_FPS,
    frame: {
      min_width: 320,
      min_height: 240,
      max_width: 1280,
      max_height: 960,
      mime: 'image/jpeg',
      quality: 0.85,
    },
    max_attempts: maxAttempts,
  };
}
