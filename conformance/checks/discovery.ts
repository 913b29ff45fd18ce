import { isDeepStrictEqual } from 'node:util';
import { DISCOVERY_PATH, DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { type PublicJwk, thumbprint } from '@family-auth/library/seal/keys.ts';
import { verifyMetadata } from '@family-auth/library/seal/metadata.ts';
import { decodeProtectedHeader } from 'jose';
import { type Check, openCheck } from '../engine/check.ts';
import { digestOf } from '../engine/dpop.ts';
import { send } from '../engine/exchange.ts';
import { CheckFailed, expect, expectStatus } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const STRANGE_ORIGIN = 'https://nobody.example';

/** Every URL that stands in the document, whatever the member. */
function urlsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(urlsIn);
}

const isLoopback = ({ hostname }: URL): boolean =>
  /^(?:127(?:\.\d+){3}|\[::1\]|(?:[^.]+\.)*localhost)$/.test(hostname);

/** What anybody may read without a log-in. */
async function openDocuments(kit: Kit): Promise<string[]> {
  const { jwks_uri, notices } = await kit.discovery();
  return [kit.discoveryUrl, jwks_uri, ...notices.map(({ url }) => url)];
}

const keysFor = async (kit: Kit, use: string): Promise<readonly PublicJwk[]> =>
  (await kit.jwks()).keys.filter((key) => key.use === use);

export const discoveryChecks: readonly Check[] = [
  openCheck('C01', 'answers discovery with a document of its schema', async (kit) => {
    const answer = expectStatus(await kit.discoveryAnswer(), 200, `GET ${DISCOVERY_PATH}`);
    const type = answer.header('content-type') ?? 'none';
    expect(/^application\/json(?:;|$)/.test(type), `Expected application/json, got ${type}.`);
    const read = DiscoverySchema.safeParse(answer.json);
    const [issue] = read.success ? [] : read.error.issues;
    expect(read.success, `The document is wrong at /${issue?.path.join('/')}: ${issue?.message}.`);
  }),
  openCheck('C02', 'names as issuer the address from which it was derived', async (kit) => {
    const { issuer } = (await kit.discoveryAnswer()).json as { issuer?: unknown };
    expect(
      typeof issuer === 'string' && URL.canParse(issuer) && sameUrl(issuer, kit.backend),
      `Expected the issuer ${kit.backend}, got ${String(issuer)}.`,
    );
  }),
  openCheck('C03', 'lets any origin read document, keys and notices, and leads to no other', async (kit) => {
    for (const url of await openDocuments(kit)) {
      const answer = await send(url, { headers: { origin: STRANGE_ORIGIN } });
      const location = answer.header('location');
      expect(
        location === undefined || new URL(location, url).origin === new URL(url).origin,
        `${url} leads to another origin.`,
      );
      expectStatus(answer, 200, `GET ${url} from another origin`);
      const allowed = answer.header('access-control-allow-origin') ?? 'none';
      expect(allowed === '*', `${url}: expected Access-Control-Allow-Origin: *, got ${allowed}.`);
    }
  }),
  openCheck('C04', 'writes every address as https, on this computer http at most', async (kit) => {
    const document = (await kit.discoveryAnswer()).json as { test_system?: unknown };
    for (const text of urlsIn(document)) {
      const url = new URL(text);
      const plain = url.protocol === 'http:' && isLoopback(url) && document.test_system === true;
      expect(url.protocol === 'https:' || plain, `${text} is neither https nor http on a loopback address.`);
    }
  }),
  openCheck('C05', 'publishes a key to verify with and one to seal to, named and public', async (kit) => {
    const { keys } = await kit.jwks();
    for (const use of ['sig', 'enc']) {
      expect((await keysFor(kit, use)).length > 0, `Expected at least one key with use ${use}, found none.`);
    }
    const kids = keys.map(({ kid }) => kid);
    expect(
      kids.every((kid) => typeof kid === 'string' && kid !== '') && new Set(kids).size === kids.length,
      'Expected a kid of its own for each key.',
    );
    const told = keys.flatMap((key) => PRIVATE_MEMBERS.filter((member) => member in key));
    expect(told.length === 0, `A key has private members: ${told.join(', ')}.`);
  }),
  openCheck('C06', 'announces the core algorithms', async (kit) => {
    const discovery = await kit.discovery();
    const signing = discovery.submission_signing_alg_values_supported;
    expect(
      signing.includes('ES256') || signing.includes('Ed25519'),
      `Expected ES256 or Ed25519 among ${signing.join(', ')}.`,
    );
    const { encryption_alg_values_supported: alg, encryption_enc_values_supported: enc } = discovery;
    expect(alg.includes('ECDH-ES'), `Expected ECDH-ES among ${alg.join(', ')}.`);
    expect(enc.includes('A256GCM'), `Expected A256GCM among ${enc.join(', ')}.`);
  }),
  openCheck('C07', 'offers a way without a face', async (kit) => {
    const { verification_methods: methods, accounts_verified } = await kit.discovery();
    const without = methods.filter((method) =>
      ['document_review', 'in_person', ...(accounts_verified === true ? ['subject_login'] : [])].includes(
        method,
      ),
    );
    expect(without.length > 0, `Every one of ${methods.join(', ')} takes a face.`);
  }),
  openCheck('C08', 'serves consent texts whose digests are right', async (kit) => {
    const { notices } = await kit.discovery();
    expect(notices.length > 0, 'Expected at least one notice.');
    for (const { url, sha256, id, locale } of notices) {
      const answer = expectStatus(await send(url), 200, `GET ${url}`);
      const digest = digestOf(answer.bytes);
      expect(digest === sha256, `${id} (${locale}) hashes to ${digest}, announced is ${sha256}.`);
    }
  }),
  openCheck('C09', 'says what is kept for how long, and who answers for it', async (kit) => {
    const document = (await kit.discoveryAnswer()).json as Record<string, Record<string, unknown>>;
    for (const member of ['retention', 'controller']) {
      const values = Object.values(document[member] ?? {});
      expect(
        values.length > 0 && values.every(saysSomething),
        `${member} is missing, or a member of it is empty.`,
      );
    }
    const terms = Object.values(document.retention ?? {});
    expect(!terms.every((term) => /^P0[A-Z]$/.test(String(term))), 'Every term of retention is nothing.');
  }),
  openCheck('C10', 'signs its document, and says the same there', async (kit) => {
    const document = (await kit.discoveryAnswer()).json as Record<string, unknown>;
    const { signed_metadata: jwt, origin_not_allowed: _, ...plain } = document;
    expect(typeof jwt === 'string', 'There is no signed_metadata: no portal can pin a key.');
    const { jwk } = decodeProtectedHeader(jwt);
    const trust = jwk === undefined ? [] : [await thumbprint(jwk)];
    const signed = await verifyMetadata(jwt, { trust, issuer: String(plain.issuer) }).catch(
      (error: Error) => {
        throw new CheckFailed(`signed_metadata does not verify by the key in its header: ${error.message}`);
      },
    );
    const members = new Set([...Object.keys(plain), ...Object.keys(signed)]);
    const other = [...members].filter((name) => !isDeepStrictEqual(plain[name], signed[name]));
    expect(other.length === 0, `signed_metadata says otherwise of ${other.join(', ')}.`);
  }),
  openCheck('C84', 'lets a page read the time of its answer', async (kit) => {
    const answer = await send(kit.discoveryUrl, { headers: { origin: STRANGE_ORIGIN } });
    const exposed = (answer.header('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/);
    expect(exposed.includes('date'), 'Expected Access-Control-Expose-Headers to hold Date.');
    const date = Date.parse(answer.header('date') ?? '');
    expect(!Number.isNaN(date), 'Expected a Date header.');
  }),
  openCheck('C87', 'has keys of the curves that every client knows', async (kit) => {
    const curves = { enc: ['P-256', 'X25519'], sig: ['P-256', 'Ed25519'] } as const;
    for (const [use, allowed] of Object.entries(curves)) {
      for (const { kid, crv } of await keysFor(kit, use)) {
        expect(
          (allowed as readonly string[]).includes(crv ?? ''),
          `Key ${kid} (${use}) is on ${crv ?? 'no curve'}; allowed are ${allowed.join(' and ')}.`,
        );
      }
    }
  }),
];

const sameUrl = (one: string, other: string): boolean => new URL(one).href === new URL(other).href;

const saysSomething = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.trim() !== ''
    : typeof value === 'object' && value !== null && Object.values(value).length > 0
      ? Object.values(value).every(saysSomething)
      : false;
