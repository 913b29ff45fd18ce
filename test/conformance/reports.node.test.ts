import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allChecks } from '../../conformance/checks/all-checks.ts';
import { coverage } from '../../conformance/coverage.ts';
import type { Exchange } from '../../conformance/engine/exchange.ts';
import { redactExchange } from '../../conformance/engine/redact.ts';
import { requirements } from '../../conformance/engine/requirements.ts';
import { htmlOf } from '../../conformance/report/html.ts';
import { junitOf } from '../../conformance/report/junit.ts';
import { type CheckResult, reportOf } from '../../conformance/report/report.ts';
import { loadAdapter } from '../../conformance/run-checks.ts';

const { tenant } = await loadAdapter('conformance/adapters/sandbox.ts', 'http://127.0.0.1:8091');
const [{ subject }] = tenant.accounts as [(typeof tenant.accounts)[number]];

const TOKEN = `${'e'.repeat(40)}.${'p'.repeat(60)}.${'s'.repeat(43)}`;
const exchange: Exchange = {
  method: 'POST',
  url: `https://backend.example/oidc/token?code=secret-code&kept=1&name=${encodeURIComponent(subject.name)}`,
  requestHeaders: { authorization: `DPoP ${TOKEN}`, dpop: [TOKEN, TOKEN], cookie: 'a=b', accept: '*/*' },
  requestBody: 'grant_type=authorization_code&code=secret-code&code_verifier=secret-verifier',
  status: 200,
  responseHeaders: { 'set-cookie': 'session=secret-session', 'content-type': 'application/json' },
  responseBody: JSON.stringify({
    access_token: TOKEN,
    code: 'invalid_subject',
    phone: '11888010001',
    nested: [
      {
        id: subject.id.number,
        said: `Nothing is known of ${subject.name}.`,
        token: 'link-token-of-a-subject',
      },
    ],
  }),
};

describe('an exchange in a report', () => {
  const shown = redactExchange(exchange, tenant);
  const text = JSON.stringify(shown);

  it('holds no token, code, cookie or proof', () => {
    for (const secret of [
      TOKEN,
      'secret-code',
      'secret-verifier',
      'secret-session',
      'a=b',
      'link-token-of-a-subject',
    ])
      assert.ok(!text.includes(secret), secret);
  });

  it('names nobody: not who is planted, nor by a member that says who somebody is', () => {
    for (const personal of [subject.name, encodeURIComponent(subject.name), subject.id.number, '11888010001'])
      assert.ok(!text.includes(personal), personal);
  });

  it('is shown whatever a backend sent for an address', () => {
    const location = 'https://backend.example/a%E0%A4%A?token=secret';
    const { responseHeaders } = redactExchange({ ...exchange, responseHeaders: { location } }, tenant);
    assert.match(responseHeaders?.location ?? '', /^https:\/\/backend\.example\/a%E0%A4%A/);
    assert.ok(!JSON.stringify(responseHeaders).includes('secret'));
  });

  it('still says what happened', () => {
    assert.equal(shown.requestHeaders.accept, '*/*');
    assert.match(shown.url, /kept=1/);
    assert.match(shown.requestBody, /grant_type=authorization_code/);
    assert.match(shown.responseBody ?? '', /"code":"invalid_subject"/);
    assert.match(String(shown.requestHeaders.authorization), /^DPoP \[\d+ characters\]$/);
  });
});

describe('the reports', () => {
  const results: CheckResult[] = [
    { id: 'C01', title: 'passes', verifies: ['C01'], result: 'passed', durationMs: 5 },
    {
      ...{ id: 'C02', title: 'fails & <breaks>', verifies: ['C02'], result: 'failed', durationMs: 7 },
      reason: 'Expected "this", got \u0000that.',
      exchanges: [redactExchange(exchange, tenant)],
    },
    { id: 'C38', title: 'should', verifies: ['C38'], result: 'failed', durationMs: 0, reason: 'No header.' },
    { id: 'C13', title: 'waits', verifies: ['C13'], result: 'skipped', durationMs: 0, reason: 'No adapter.' },
  ];
  const report = reportOf({
    backend: 'https://backend.example',
    startedAt: new Date(0),
    results,
    only: false,
  });

  it('count a MUST that is broken as failed, a SHOULD as a warning', () => {
    assert.deepEqual(report.totals, { passed: 1, failed: 1, warnings: 1, skipped: 1 });
    const of = (id: string) => report.requirements.find((one) => one.id === id)?.result;
    assert.deepEqual(['C01', 'C02', 'C13', 'C38', 'C14'].map(of), [
      'passed',
      'failed',
      'skipped',
      'failed',
      'not checked',
    ]);
    assert.equal(of('C85'), undefined, 'what obliges clients alone is not asked of a backend');
  });

  it('are XML that a build server reads', () => {
    const xml = junitOf(report);
    assert.match(xml, /<testsuites [^>]*tests="4" failures="2" skipped="1"/);
    assert.match(xml, /name="fails &amp; &lt;breaks&gt;"/);
    assert.match(xml, /message="Expected &quot;this&quot;, got \ufffdthat."/);
    assert.ok(!xml.includes('\u0000'));
  });

  it('are a page that people read, with the exchanges of what failed', () => {
    const page = htmlOf(report);
    assert.match(page, /1 passed, 1 failed, 1 warnings, 1 skipped/);
    assert.match(page, /<tr id="C02">/);
    assert.ok(page.indexOf('id="C02"') < page.indexOf('id="C01"'), 'what failed stands first');
    assert.match(page, /fails &amp; &lt;breaks&gt;/);
    assert.match(page, /grant_type=authorization_code/);
  });
});

describe('the coverage of the kit', () => {
  const report = coverage();

  it('calls nothing unseen from outside that a check looks at', () => {
    const reasons = requirements.filter(({ notFromOutside }) => notFromOutside !== undefined);
    assert.deepEqual(
      reasons.filter(({ id }) => (report.checks[id] ?? []).length > 0).map(({ id }) => id),
      [],
    );
    assert.equal(Object.keys(report.notFromOutside).length, reasons.length);
  });

  it('counts a MUST of a backend without a check as missing, and no SHOULD', () => {
    const must = requirements.filter(({ level }) => level === 'MUST').map(({ id }) => id);
    assert.ok(report.missing.every((id) => must.includes(id)));
    assert.ok(!report.missing.includes('C29'));
    assert.ok(report.checked >= 140, `${report.checked}`);
  });
});

describe('the checks of the kit', () => {
  it('have an id each, and verify requirements that are there', () => {
    const ids = allChecks.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    const known = new Set(requirements.map(({ id }) => id));
    assert.deepEqual(
      allChecks.flatMap(({ verifies }) => verifies.filter((id) => !known.has(id))),
      [],
    );
    assert.deepEqual(
      allChecks.filter(({ verifies }) => verifies.length === 0),
      [],
    );
  });
});
