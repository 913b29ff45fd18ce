import { ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import { ask } from '../engine/api.ts';
import { type Check, check, openCheck } from '../engine/check.ts';
import { send } from '../engine/exchange.ts';
import { expect, expectProblem, skip } from '../engine/expect.ts';

/** What no refusal holds: the address of a line of code, a query, a path of the machine. */
const TRACES = [
  /\bat [\w.<>$ ]+ ?\([^)]*:\d+:\d+\)/,
  /\bFile "[^"]+", line \d+/,
  /\b\w+\.java:\d+\)/,
  /goroutine \d+ \[/,
  /\b(?:select|insert into|update|delete from)\b .+ \b(?:from|values|set|where)\b/i,
  /\/(?:home|usr|srv|var|app|opt)\/[\w./-]+\.(?:js|ts|py|go|rb|java|php)\b/,
];

export const problemChecks: readonly Check[] = [
  check(
    'H01',
    'answers an address that is not there with a problem that a page can read',
    {},
    async (kit) => {
      const { origin } = kit.tenant.portal;
      const session = await kit.operator();
      const paths = ['/nowhere', '/applications/x/y/z', '/family/cards/aaaaaaaa/nothing'];
      for (const path of paths) {
        const answer = await ask(session, await kit.url(path), { headers: { origin } });
        expectProblem(answer, { status: 404, code: 'not_found' }, `GET ${path}`);
        expect(
          answer.header('access-control-allow-origin') === origin,
          `GET ${path}: the refusal has no CORS headers, so that a page takes it for a fault of the network.`,
        );
      }
    },
  ),
  check(
    'H01-method',
    'answers a method that an address does not have with 405 and Allow',
    { verifies: ['H01'] },
    async (kit) => {
      const { origin } = kit.tenant.portal;
      const session = await kit.operator();
      const answer = await ask(session, await kit.url('/me'), { method: 'DELETE', headers: { origin } });
      expectProblem(answer, { status: 405, code: 'method_not_allowed' }, 'DELETE /me');
      expect(/\bGET\b/.test(answer.header('allow') ?? ''), 'Expected Allow to hold GET.');
      expect(
        answer.header('access-control-allow-origin') === origin,
        'The refusal has no CORS headers, so that a page takes it for a fault of the network.',
      );
    },
  ),
  openCheck('H01-open', 'answers somebody without a token with a problem', async (kit) => {
    const answer = await send(await kit.url('/me'));
    expectProblem(answer, { status: 401, code: ['invalid_token', 'invalid_dpop_proof'] }, 'GET /me');
  }),
  check('H02', 'says with every 429 and 503 when to ask again', { waitsS: 5, alone: true }, async (kit) => {
    const session = await kit.operator();
    const url = await kit.url('/me');
    for (let round = 0; round < 40; round++) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => ask(session, url)));
      for (const answer of answers.filter(({ status }) => status === 429 || status === 503)) {
        const after = answer.header('retry-after') ?? 'none';
        expect(/^\d+$/.test(after), `${answer.status}: expected Retry-After in seconds, got ${after}.`);
        return;
      }
    }
    skip('1,000 requests of one operator were not too many; nothing was refused with 429 or 503.');
  }),
  check('H03', 'states its rate limits in the fields of the draft', {}, async (kit) => {
    const answer = await ask(await kit.operator(), await kit.url('/me'));
    const [limit, policy] = [answer.header('ratelimit'), answer.header('ratelimit-policy')];
    if (limit === undefined && policy === undefined) skip('The backend sends neither RateLimit field.');
    expect(/^"[^"]+";\s*r=\d+(?:;\s*\w+=[^;]+)*$/.test(limit ?? ''), `RateLimit is ${limit ?? 'missing'}.`);
    expect(
      /^"[^"]+";\s*q=\d+(?:;\s*\w+=[^;]+)*$/.test(policy ?? ''),
      `RateLimit-Policy is ${policy ?? 'missing'}.`,
    );
  }),
  check(
    'H04',
    'tells nothing of its inside where it fails',
    { needs: ['logIn', 'failOnce'], alone: true },
    async (kit) => {
      const session = await kit.operator();
      await ask(session, await kit.url('/me'));
      await kit.adapter.failOnce?.();
      const answer = await ask(session, await kit.url('/me'));
      expectProblem(answer, { status: 500, code: 'internal' }, 'GET /me, made to fail');
      const told = TRACES.find((trace) => trace.test(answer.text));
      expect(told === undefined, `The answer looks like code or a query: ${told}.`);
      const { name, id } = kit.tenant.accounts.find((one) => one.name === session.account)!.subject;
      expect(
        !answer.text.includes(id.number) && !answer.text.includes(name),
        'The answer names the operator.',
      );
    },
  ),
  check(
    'C120',
    'calls nothing retryable that stays refused until somebody does something',
    {},
    async (kit) => {
      const session = await kit.operator();
      const refused = [
        await ask(session, await kit.url('/nowhere')),
        await ask(session, await kit.url('/me'), { method: 'DELETE' }),
        await ask(session, await kit.url('/applications'), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: '{}',
        }),
        await send(await kit.url('/me')),
      ];
      for (const { json, url } of refused) {
        const { code, retryable } = ProblemSchema.parse(json);
        expect(retryable !== true, `${new URL(url).pathname}: ${code} is said to be retryable.`);
      }
    },
  ),
];
