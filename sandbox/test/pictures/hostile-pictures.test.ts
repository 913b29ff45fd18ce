import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { long } from '../../../test/long.ts';
import type { JudgementCheck } from '../../src/judgement/judgement.ts';
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
  type SentPhoto,
  statusOf,
  waitFor,
} from '../support/family.ts';
import { costlyPicture, greyPicture, jpegOfManyScans, SVG } from '../support/hostile-pictures.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const BEN = residentOf('贝远航', '318801198511078050');
const CORA = residentOf('柯若兰', '448801199506188064');
const DECIDED = ['approved', 'rejected', 'manual_review'];

describe('a sandbox that is sent hostile pictures', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  /** So little that {@link costlyPicture} meets the limit, and a photo of a person does not. */
  const pictures = { limits: { memoryBytes: 96 * 1024 * 1024 }, processes: 1 };
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', pictures });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const send = async (subject: typeof ANNA, photos: readonly SentPhoto[]) => {
    const { made, response } = await handIn(known, operator, { subject, relationship: 'sibling' }, photos);
    assert.equal(response.status, 202);
    return made.application.id;
  };
  const unreadable = async (id: string) => {
    const { status, reason } = await waitFor(known, operator, id, DECIDED);
    assert.deepEqual([status, reason], ['rejected', 'evidence_quality']);
    const inspection = await sandbox.inspect();
    assert.equal(inspection?.refusedBy, 'photos_readable');
    const checks = inspection?.checks as JudgementCheck[];
    return checks.find(({ name }) => name === 'photos_readable')?.detail?.why;
  };

  it('refuses each by a limit, at the first try, and judges the next as ever', async () => {
    const interlaced = await greyPicture(5000, (picture) =>
      picture.toColourspace('rgb16').png({ progressive: true }),
    );
    const attacks = [
      ['format', new Uint8Array(SVG)],
      ['cost', await jpegOfManyScans(700, 512)],
      ['cost', interlaced],
      ['stopped', await costlyPicture()],
    ] as const;
    for (const [why, bytes] of attacks) {
      assert.equal(await unreadable(await send(ANNA, [{ bytes }])), why);
    }
    assert.equal((await waitFor(known, operator, await send(ANNA, [{}]), DECIDED)).status, 'manual_review');
  });
});

describe('a sandbox with costly pictures to look at', long, () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', pictures: { processes: 1 } });
  });
  after(() => sandbox.close());

  it('answers a log-in before they are done', async () => {
    const known = await know(sandbox.backendUrl);
    const operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    const bytes = await costlyPicture();
    const photos: SentPhoto[] = [{ bytes }, { bytes, role: 'social_security_card' }];
    const ids: string[] = [];
    for (const subject of [ANNA, BEN, CORA, PENSIONER]) {
      const { made } = await handIn(known, operator, { subject, relationship: 'sibling' }, photos);
      ids.push(made.application.id);
    }
    await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
    const last = await statusOf(known, operator, ids.at(-1)!);
    assert.ok(['submitted', 'processing'].includes(last.status), last.status);
    for (const id of ids) {
      assert.equal((await waitFor(known, operator, id, DECIDED)).status, 'manual_review');
    }
  });
});
