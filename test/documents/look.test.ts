import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/base/clock.ts';
import { openStreamCamera } from '../../src/camera/stream-camera.ts';
import * as looks from '../../src/documents/look.ts';
import { encodeJpeg } from '../../src/evidence/encode-jpeg.ts';
import { takePhoto } from '../../src/session/application/take-photo.ts';
import type { Flow } from '../../src/session/flow.ts';
import type { PhaseOf } from '../../src/session/phase.ts';
import { RequestQueue } from '../../src/session/request-queue.ts';

const fixture = async (name: string) => (await fetch(`/test/fixtures/documents/${name}.jpg`)).blob();

/** A camera before which a photo of a specimen lies; another may be put in its place. */
async function cameraOn(name: string) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1120, height: 720 });
  const context = canvas.getContext('2d')!;
  let picture = await createImageBitmap(await fixture(name));
  const drawing = setInterval(() => context.drawImage(picture, 0, 0), 50);
  const stream = canvas.captureStream();
  return {
    source: {
      open: async () => openStreamCamera(stream, 'environment'),
      list: async () => [],
    },
    async show(other: string) {
      picture = await createImageBitmap(await fixture(other));
    },
    isOff: () => stream.getTracks().every(({ readyState }) => readyState === 'ended'),
    stop: () => clearInterval(drawing),
  };
}

/** As much of a flow as the camera for documents needs; the last phase is kept. */
function flowWith(cameraSource: Flow['cameraSource']) {
  const seen: PhaseOf<'taking_photo'>[] = [];
  const flow = {
    cameraSource,
    clock: systemClock,
    requests: new RequestQueue(),
    signal: new AbortController().signal,
    parts: {
      encodeJpeg,
      loadDocumentChecks: async () => looks,
      reportFault: (error: unknown) => {
        throw error;
      },
    },
    publish: (phase: PhaseOf<'taking_photo'>) => seen.push(phase),
  } as unknown as Flow;
  return { flow, seen };
}

const ASKED = { role: 'id_document', idType: 'resident_id_card' } as const;

describe('the look at a document in a browser', () => {
  it('finds a photo in order, and says what is wrong with others, as the sandbox does', async () => {
    const faults = [];
    for (const name of [
      'id-front',
      'id-back',
      'social-security-card',
      'id-front-blurred',
      'id-front-cut-off',
    ])
      faults.push((await looks.lookAtPhoto(await fixture(name), 'card')).fault);
    expect(faults).to.deep.equal([null, null, null, 'blurred', 'cut_off']);
  });

  it('takes the photo by itself once the card before the camera is sharp, and the camera goes off', async () => {
    const camera = await cameraOn('id-front-blurred');
    const { flow, seen } = flowWith(camera.source);
    const taking = takePhoto(flow, ASKED);
    while (seen.at(-1)?.hint !== 'blurred') await new Promise(requestAnimationFrame);
    await camera.show('id-front');
    const taken = await taking;
    camera.stop();
    expect(taken?.doubt).to.equal(null);
    expect((await looks.lookAtPhoto(taken!.photo, 'card')).fault).to.equal(null);
    expect(camera.isOff()).to.equal(true);
  });

  it('leaves the decision to the person: the shutter takes what the look doubts', async () => {
    const camera = await cameraOn('id-front-cut-off');
    const { flow, seen } = flowWith(camera.source);
    const taking = takePhoto(flow, ASKED);
    while (seen.at(-1)?.hint !== 'cut_off') await new Promise(requestAnimationFrame);
    flow.requests.send({ kind: 'shutter' });
    const taken = await taking;
    camera.stop();
    expect(taken?.doubt).to.equal('cut_off');
    expect(taken?.photo.type).to.equal('image/jpeg');
  });
});
