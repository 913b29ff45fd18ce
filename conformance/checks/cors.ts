import { ask } from '../engine/api.ts';
import { draft, getApplication } from '../engine/apply.ts';
import { type Check, check, openCheck } from '../engine/check.ts';
import { type Answer, send } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';

const STRANGE_ORIGIN = 'https://nobody.example';
const EXPOSED = [
  'dpop-nonce',
  'www-authenticate',
  'retry-after',
  'location',
  'etag',
  'ratelimit',
  'ratelimit-policy',
  'date',
];
/** Of every kind: personal, one that has a tag to be asked for again by, refused for want of a token, and not there. */
async function answersUnderTheApi(kit: Kit): Promise<readonly Answer[]> {
  const session = await kit.operator();
  const { origin } = kit.tenant.portal;
  const { application } = await draft(kit, session);
  return [
    await getApplication(kit, session, application.id),
    await ask(session, await kit.url('/me')),
    await ask(session, await kit.url('/me'), { headers: { origin } }),
    await ask(session, await kit.url('/family/cards')),
    await ask(session, await kit.url('/nowhere')),
    await send(await kit.url('/me')),
    await preflight(kit, origin),
  ];
}

const preflight = async (kit: Kit, origin: string): Promise<Answer> =>
  send(await kit.url('/applications'), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,dpop,idempotency-key',
    },
  });

const describeAnswer = ({ url, status }: Answer): string => `${new URL(url).pathname} (${status})`;

export const corsChecks: readonly Check[] = [
  check('C34', 'lets the pages of a registered portal call, and no others', {}, async (kit) => {
    const { origin } = kit.tenant.portal;
    const session = await kit.operator();
    const good = expectStatus(
      await ask(session, await kit.url('/me'), { headers: { origin } }),
      200,
      `GET /me from ${origin}`,
    );
    const allowed = good.header('access-control-allow-origin');
    expect(allowed === origin, `Expected Access-Control-Allow-Origin: ${origin}, got ${allowed ?? 'none'}.`);
    // The second begins as the registered one does.
    for (const strange of [STRANGE_ORIGIN, `${origin}.nobody.example`]) {
      const bad = await ask(session, await kit.url('/me'), { headers: { origin: strange } });
      expectProblem(
        bad,
        { status: 403, code: 'origin_not_allowed' },
        `GET /me from ${strange} with a good token`,
      );
    }
    const strange = await preflight(kit, STRANGE_ORIGIN);
    expect(
      strange.header('access-control-allow-origin') !== STRANGE_ORIGIN,
      'The preflight of an origin that is not registered is answered as if it were.',
    );
  }),
  check(
    'C34-preflight',
    'answers the preflight of a registered portal with what its client sends',
    { verifies: ['C34'] },
    async (kit) => {
      const { origin } = kit.tenant.portal;
      for (const [path, method, headers] of [
        ['/applications', 'POST', 'authorization,content-type,dpop,idempotency-key'],
        ['/applications/aaaaaaaa/evidence/0', 'PUT', 'authorization,content-type,content-digest,dpop'],
        ['/applications/aaaaaaaa', 'GET', 'authorization,dpop,if-none-match'],
      ] as const) {
        const answer = await send(await kit.url(path), {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': method,
            'access-control-request-headers': headers,
          },
        });
        expectStatus(answer, [200, 204], `The preflight of ${method} ${path}`);
        expect(
          answer.header('access-control-allow-origin') === origin,
          `The preflight of ${method} ${path} does not allow ${origin}.`,
        );
        const names = (name: string) => (answer.header(name) ?? '').toLowerCase().split(/\s*,\s*/);
        expect(
          names('access-control-allow-methods').includes(method.toLowerCase()) || method === 'GET',
          `The preflight of ${method} ${path} does not allow the method.`,
        );
        const missing = headers
          .split(',')
          .filter((one) => !names('access-control-allow-headers').includes(one));
        expect(
          missing.length === 0,
          `The preflight of ${method} ${path} does not allow ${missing.join(', ')}.`,
        );
      }
    },
  ),
  check('C34-credentials', 'never allows credentials', { verifies: ['C34'] }, async (kit) => {
    const answers = [...(await answersUnderTheApi(kit)), await preflight(kit, STRANGE_ORIGIN)];
    for (const answer of answers) {
      expect(
        answer.header('access-control-allow-credentials') === undefined,
        `${describeAnswer(answer)} has Access-Control-Allow-Credentials.`,
      );
    }
  }),
  check('C35', 'exposes every header that a client reads', {}, async (kit) => {
    const { origin } = kit.tenant.portal;
    const session = await kit.operator();
    for (const path of ['/me', '/nowhere']) {
      const answer = await ask(session, await kit.url(path), { headers: { origin } });
      const exposed = (answer.header('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/);
      const missing = EXPOSED.filter((name) => !exposed.includes(name));
      expect(missing.length === 0, `GET ${path} does not expose ${missing.join(', ')}.`);
    }
  }),
  check('C36', 'lets nothing under the API be stored', {}, async (kit) => {
    for (const answer of await answersUnderTheApi(kit)) {
      if (answer.status === 204 || answer.url.endsWith('/applications')) continue; // a preflight holds nothing
      const control = answer.header('cache-control') ?? 'none';
      expect(/\bno-store\b/.test(control), `${describeAnswer(answer)}: Cache-Control is ${control}.`);
    }
  }),
  check('C37', 'sets no cookie', {}, async (kit) => {
    for (const answer of await answersUnderTheApi(kit)) {
      expect(answer.cookies.length === 0, `${describeAnswer(answer)} sets a cookie.`);
    }
  }),
  check('C38', 'sends nosniff, and over TLS Strict-Transport-Security', {}, async (kit) => {
    for (const answer of await answersUnderTheApi(kit)) {
      expect(
        answer.header('x-content-type-options') === 'nosniff',
        `${describeAnswer(answer)} has no X-Content-Type-Options: nosniff.`,
      );
      if (new URL(answer.url).protocol === 'http:') continue;
      expect(
        answer.header('strict-transport-security'),
        `${describeAnswer(answer)} has no Strict-Transport-Security.`,
      );
    }
  }),
  openCheck('C34-readable', 'lets a page that is refused read why', async (kit) => {
    const answer = await send(await kit.url('/me'), { headers: { origin: STRANGE_ORIGIN } });
    expectProblem(answer, { status: 403, code: 'origin_not_allowed' }, `GET /me from ${STRANGE_ORIGIN}`);
  }),
];
