import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type { LoginSession } from '../../src/login/login-session.ts';
import { DISCOVERY_PATH, type Discovery } from '../../src/protocol/discovery.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEM_STATUS, type ProblemCode } from '../../src/protocol/problem.ts';
import { type StatementClaims, type StatementKind, signStatement } from '../../src/seal/statement.ts';
import { deviceKey, recipientKey } from '../seal/keys.ts';

export interface Received {
  /** e.g. `GET /v1/me` */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Handler = (request: Received, response: ServerResponse) => void;

/** A backend on the loopback interface that answers each request as the test says, faults included. */
export interface TestBackend {
  readonly url: string;
  readonly discovery: Discovery;
  /** Private halves of the encryption keys. */
  readonly encryptionKeys: (kid: string) => Promise<CryptoKey | undefined>;
  readonly received: Received[];
  /** Answers for `METHOD /path`, in turn; the last one goes on. */
  on(line: string, ...handlers: Handler[]): void;
  sign<Kind extends StatementKind>(kind: Kind, claims: StatementClaims[Kind]): Promise<string>;
  /** Replaces the signature key, as a rotation does. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

export const problem =
  (code: ProblemCode, headers: Record<string, string> = {}, more: object = {}): Handler =>
  (_, response) =>
    response
      .writeHead(PROBLEM_STATUS[code], { 'Content-Type': PROBLEM_MEDIA_TYPE, ...headers })
      .end(JSON.stringify({ type: `about:${code}`, code, status: PROBLEM_STATUS[code], ...more }));

/** The connection breaks before an answer. */
export const drop: Handler = (_, response) => void response.destroy();

/** The connection breaks in the middle of the answer. */
export const cut: Handler = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  response.write('{"sub":', () => response.destroy());
};

/** An answer that has no end, as fast as it is read. */
export const endless: Handler = (_, response) => {
  const chunk = Buffer.alloc(65_536, ' ');
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
};

export async function startTestBackend(): Promise<TestBackend> {
  const handlers = new Map<string, Handler[]>();
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const entry = { line, headers: request.headers, body: Buffer.concat(chunks) };
    received.push(entry);
    const answers = handlers.get(line) ?? [problem('not_found')];
    (answers.length > 1 ? answers.shift()! : answers[0]!)(entry, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const encryption = await recipientKey();
  const discovery = discoveryOf(url);
  let signer: { privateKey: CryptoKey; kid: string };
  const on: TestBackend['on'] = (line, ...list) => void handlers.set(line, list);
  const rotate = async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    signer = { privateKey, kid: `sig-${crypto.randomUUID()}` };
    const jwk = { ...(await exportJWK(publicKey)), kid: signer.kid, use: 'sig' };
    on('GET /jwks', json({ keys: [jwk, encryption.recipient] }));
  };
  await rotate();
  on(`GET ${DISCOVERY_PATH}`, json(discovery));
  return {
    url,
    discovery,
    encryptionKeys: encryption.keys,
    received,
    on,
    rotate,
    sign: (kind, claims) => signStatement(kind, claims, signer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A logged-in operator without a provider: the proofs are counted, not signed. */
export async function testSession(): Promise<LoginSession & { readonly nonces: string[] }> {
  const { keyPair, jkt } = await deviceKey();
  const nonces: string[] = [];
  let proofs = 0;
  return {
    sub: 'operator-1',
    clientId: 'portal',
    jkt,
    keyPair,
    authTime: undefined,
    nonces,
    headersFor: async () => ({
      Authorization: 'DPoP token',
      DPoP: `proof-${++proofs} ${nonces.at(-1) ?? ''}`,
    }),
    acceptNonce: (_, nonce) => void nonces.push(nonce),
    logout: async () => {},
  };
}

function discoveryOf(issuer: string): Discovery {
  return {
    issuer,
    protocol_versions: ['1.0'],
    profiles: ['core'],
    api_base: `${issuer}/v1`,
    jwks_uri: `${issuer}/jwks`,
    authorization_servers: [`${issuer}/oidc`],
    scopes: ['family:read', 'family:write'],
    submission_signing_alg_values_supported: ['ES256'],
    submission_signature_policy: 'any',
    encryption_alg_values_supported: ['ECDH-ES'],
    encryption_enc_values_supported: ['A256GCM'],
    id_types: [{ type: 'resident_id_card', label: { 'zh-CN': '居民身份证' } }],
    relationships: [{ code: 'parent', label: { 'zh-CN': '父母' }, guardian_capable: false }],
    age_rules: [],
    verification_methods: ['document_review'],
    limits: {
      part_max_bytes: 262_144,
      parts_max: 20,
      evidence_max_bytes: 4_000_000,
      draft_ttl: 3600,
      poll_min_interval: 0,
      relatives_max: 8,
    },
    notices: [],
    retention: { face_frames: 'P0D', trace: 'P0D', decision: 'P1Y', consent_receipt: 'P1Y' },
    controller: { name: { 'zh-CN': 'Test' }, contact: 'test', complaints: 'test' },
  };
}
