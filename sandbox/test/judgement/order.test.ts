import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { JUDGED_AT_ONCE } from '../../src/jobs/queue.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  handIn,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  residentOf,
  waitFor,
} from '../support/family.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const SIBLINGS = [
  ANNA,
  residentOf('贝远航', '318801198511078050'),
  residentOf('柯若兰', '448801199506188064'),
  residentOf('戴文博', '118801198209258096'),
];
const OTHERS = [residentOf('范以恒', '318801199201308118'), residentOf('华静怡', '448801199004088127')];
const MANY = [
  ...SIBLINGS.map((subject) => ({ subject, relationship: 'sibling' })),
  ...OTHERS.map((subject) => ({ subject, relationship: 'other' })),
];

let sandbox: Sandbox;
let known: Known;
let busy: LoggedIn;
let other: LoggedIn;
/** Whose applications are judged, in this order, each until it is let go. */
const judged: string[] = [];
const letGo: (() => void)[] = [];
let held = true;
let onNext = () => {};
const judge: Judge = {
  async judge({ operator }) {
    judged.push(operator.sub);
    onNext();
    await new Promise<void>((resolve) => {
      letGo.push(resolve);
      if (!held) resolve();
    });
    return { verdict: 'approved', checks: [], remember: [] };
  },
  close: async () => letAllGo(),
};
const letAllGo = () => {
  held = false;
  for (const go of letGo) go();
};

before(async () => {
  sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
  known = await know(sandbox.backendUrl);
  busy = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  other = await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
});
after(() => sandbox.close());

it("one operator's many submissions let another's wait for those under way only", async () => {
  const waiting = [];
  for (const [i, wish] of MANY.entries()) {
    const { made } = await handIn(known, busy, wish);
    if (i < JUDGED_AT_ONCE) await waitFor(known, busy, made.application.id, ['processing']);
    waiting.push({ session: busy, id: made.application.id });
  }
  assert.ok(JUDGED_AT_ONCE < MANY.length);
  const { made } = await handIn(known, other, { subject: PENSIONER, relationship: 'other' });
  waiting.push({ session: other, id: made.application.id });
  const next = new Promise<void>((resolve) => {
    onNext = resolve;
  });
  letGo[0]!();
  await next;
  assert.deepEqual(judged, [...Array(JUDGED_AT_ONCE).fill(busy.sub), other.sub]);
  letAllGo();
  for (const { session, id } of waiting) await waitFor(known, session, id, ['approved']);
  assert.equal(judged.length, MANY.length + 1);
});
