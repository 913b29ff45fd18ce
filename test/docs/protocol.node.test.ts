import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testTenantJsonSchema } from '../../conformance/engine/test-tenant.ts';
import {
  forTheKit,
  looseKeyWords,
  protocolPages,
  requirementsOf,
  withTable,
} from '../../scripts/protocol/requirements.mjs';
import { PLAN } from '../../src/challenge/plan-limits.ts';
import { FULL_MIN_FPS, POLICIES } from '../../src/challenge/policy.ts';
import { SLOW_POLICIES } from '../../src/challenge/policy-for.ts';
import { createTraceEncoder } from '../../src/evidence/trace-codec.ts';
import { endpoints } from '../../src/protocol/endpoints.ts';
import { PROBLEM_CODES, PROBLEM_STATUS } from '../../src/protocol/problem.ts';
import { MOUTH_LANDMARKS, TRACE_LANDMARKS } from '../../src/signals/trace-landmarks.ts';
import { isThere, read, root } from './pages.ts';

const requirements = requirementsOf(root);
/** A test's name as its file spells it, whatever the quotes. */
const names = (file: string, name: string) => {
  const source = read(file);
  return source.includes(name) || source.includes(name.replaceAll("'", "\\'"));
};

describe('the requirements of the protocol', () => {
  test('have an id each, and no id twice', () => {
    const ids = requirements.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    assert.ok(ids.length > 150, `${ids.length} found`);
  });

  test('are all that is written with a key word of BCP 14', () => {
    assert.deepEqual(
      protocolPages(root).flatMap(({ page, text }) => looseKeyWords(text).map((line) => `${page}: ${line}`)),
      [],
    );
    assert.deepEqual(looseKeyWords('A backend MUST answer.\n- **C01** It MUST.\n'), [
      'A backend MUST answer.',
    ]);
    assert.deepEqual(
      requirements.filter(({ sentence }) => !/\b(?:MUST|SHOULD)\b/.test(sentence)),
      [],
    );
  });

  test('say each what checks them: a test that is there, the kit, or why nothing can', () => {
    const unchecked = requirements.filter(({ check }) => {
      if (check === undefined) return true;
      if ('test' in check) return !isThere(check.test) || !names(check.test, check.name);
      return !('kit' in check ? check.kit : check.unchecked);
    });
    assert.deepEqual(
      unchecked.map(({ id, check }) => ({ id, check })),
      [],
    );
    const known = new Set(requirements.map(({ id }) => id));
    const checks = Object.keys(JSON.parse(read('docs/protocol/checks.json')) as object);
    assert.deepEqual(
      checks.filter((id) => !known.has(id)),
      [],
    );
  });

  test('stand in the table of their page, as npm run protocol makes it', () => {
    const page = read('docs/protocol/requirements.md');
    assert.equal(page, withTable(page, requirements));
  });

  test('are what the conformance kit goes by, as npm run protocol writes it', () => {
    assert.deepEqual(JSON.parse(read('conformance/requirements.json')), JSON.parse(forTheKit(requirements)));
  });

  test('come with the schema of a test tenant, as npm run protocol writes it', () => {
    assert.deepEqual(JSON.parse(read('conformance/test-tenant.schema.json')), testTenantJsonSchema());
  });

  test('oblige somebody who is named, by ids that are there', () => {
    const { notFromOutside, ...parties } = JSON.parse(read('docs/protocol/obliged.json')) as Record<
      string,
      Record<string, string> | string[]
    >;
    const known = new Set(requirements.map(({ id }) => id));
    const named = [
      ...Object.keys(notFromOutside!),
      ...Object.values(parties as Record<string, string[]>).flat(),
    ];
    assert.deepEqual(
      named.filter((id) => !known.has(id)),
      [],
    );
    assert.deepEqual(Object.keys(parties).sort(), ['backend', 'client', 'operator', 'portal', 'provider']);
  });
});

describe('the pages of the protocol', () => {
  test('name every endpoint, and none that is not there', () => {
    const named = [...read('docs/protocol/http.md').matchAll(/^\| `(?:GET|POST|PUT|DELETE) ([^`]+)`/gm)].map(
      ([, path]) => path!.replace(/\{\w+\}/g, ':'),
    );
    const paths = Object.values(endpoints).map((path) => (path as (...parts: string[]) => string)(':', ':'));
    assert.deepEqual([...new Set(named)].sort(), [...new Set(paths)].sort());
  });

  test('list every code with its status', () => {
    const listed = [
      ...read('docs/protocol/problems.md').matchAll(
        /^\| (\d{3}) \| \[`(\w+)`\]\(\.\.\/errors\/(\w+)\.md\)/gm,
      ),
    ].map(([, status, code, page]) => [code, Number(status), page]);
    assert.deepEqual(listed.sort(), PROBLEM_CODES.map((code) => [code, PROBLEM_STATUS[code], code]).sort());
  });

  test('draw plans by the numbers of the policy', () => {
    const page = read('docs/protocol/liveness.md');
    const row = (name: string, full: string, slow: string) => `| ${name} | ${full} | ${slow} |`;
    const [full, slow] = [POLICIES.standard.plan, SLOW_POLICIES.standard.plan];
    const either = (lengths: readonly number[]) => lengths.join(' or ');
    const second = `\`pause_ms\` + ${PLAN.captureMinMs} to \`pause_ms\` + ${PLAN.captureMinMs + PLAN.captureSpanMs}`;
    for (const expected of [
      row('`pause_ms` of `neutral`', `${full.neutralPauseMs}`, `${slow.neutralPauseMs}`),
      row(
        '`pause_ms`',
        `${full.pauseMinMs} to ${full.pauseMaxMs}`,
        `${slow.pauseMinMs} to ${slow.pauseMaxMs}`,
      ),
      row('`hold_ms` short', `${full.holdShortMs}`, `${slow.holdShortMs}`),
      row('`hold_ms` long, standard pace', either(full.holdLongMs), either(slow.holdLongMs)),
      row(
        '`hold_ms` long, relaxed pace',
        either(POLICIES.relaxed.plan.holdLongMs),
        either(SLOW_POLICIES.relaxed.plan.holdLongMs),
      ),
      row('`capture_at`, in every second step (a coin)', second, 'the same'),
      `From ${FULL_MIN_FPS} frames a second on`,
      `from ${full.doubleBlinkMinFps} on also \`double_blink\``,
      `within ${POLICIES.standard.frames.maxPictureDelayMs} ms (slow: ${SLOW_POLICIES.standard.frames.maxPictureDelayMs})`,
    ]) {
      assert.ok(page.includes(expected), `docs/protocol/liveness.md does not say: ${expected}`);
    }
  });

  test('have the points of a trace in its order, and its version', () => {
    const [, , , , version] = createTraceEncoder(640, 480).header;
    assert.match(read('docs/protocol/trace.md'), new RegExp(`^\\| 1 \\| version, \`0${version}\``, 'm'));
    const rows = [
      ...read('docs/protocol/trace.md').matchAll(/^\| (?:right eye|left eye|skull) \| ([\d ]+) \|$/gm),
    ];
    assert.deepEqual(
      rows.flatMap(([, points]) => points!.split(' ').map(Number)),
      [...TRACE_LANDMARKS],
    );
    assert.ok(read('docs/protocol/trace.md').includes(`chin: ${MOUTH_LANDMARKS.join(' ')}.`));
  });
});
