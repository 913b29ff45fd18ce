import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { ANNA, handIn, type Known, know, OPERATOR, PENSIONER, waitFor } from '../support/family.ts';
import { SVG } from '../support/hostile-pictures.ts';
import { judgeSaying } from '../support/judges.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { openCase } from '../support/review.ts';
import { startSandbox } from '../support/test-database.ts';

describe('what a reviewer is shown of a photo', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  before(async () => {
    const judge = judgeSaying({ verdict: 'manual_review' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const caseWith = async (subject: typeof ANNA, bytes: Uint8Array<ArrayBuffer>) => {
    const { made } = await handIn(known, operator, { subject, relationship: 'sibling' }, [{ bytes }]);
    const { id } = made.application;
    await waitFor(known, operator, id, ['manual_review']);
    return openCase(sandbox, '王审核', id);
  };

  it('is its pixels, and not where and with what it was taken', async () => {
    const anna = await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE));
    const taken = await sharp(anna)
      .withExif({ IFD0: { Model: 'a telephone' }, IFD3: { GPSLatitude: '39/1 54/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>some place</place></x:xmpmeta>')
      .jpeg()
      .toBuffer();
    const { see } = await caseWith(ANNA, new Uint8Array(taken));
    for (const [picture, width] of [
      ['/pictures/0', (await sharp(taken).metadata()).width],
      ['/registry-photo', (await sharp(anna).metadata()).width],
    ] as const) {
      const response = await see(picture);
      assert.equal(response.headers.get('content-type'), 'image/jpeg');
      const shown = await sharp(await response.bytes()).metadata();
      assert.deepEqual([shown.width, shown.exif, shown.xmp], [width, undefined, undefined]);
    }
  });

  it('is nothing where it is no picture', async () => {
    const { see } = await caseWith(PENSIONER, new Uint8Array(SVG));
    assert.equal((await see('/pictures/0')).status, 404);
  });
});
