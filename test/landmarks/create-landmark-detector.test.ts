import { expect } from '@open-wc/testing';
import type { Frame } from '../../src/camera/camera.ts';
import { createLandmarkDetector } from '../../src/landmarks/create-landmark-detector.ts';
import type { Detection } from '../../src/landmarks/face.ts';
import type { LandmarkDetector } from '../../src/landmarks/landmark-detector.ts';
import { MODEL_SHA256 } from '../../src/landmarks/models.ts';

const assetsUrl = '/dist/assets/';
const host = (name: string) => `/test/landmarks/hosts/${name}/`;
/** Software WebGL compiles for seconds, and takes seconds for a frame; more on a busy machine. */
const SLOW_MS = 180_000;

describe('createLandmarkDetector', function () {
  this.timeout(SLOW_MS);
  let detector: LandmarkDetector | undefined;
  afterEach(() => {
    detector?.close();
    detector = undefined;
  });
  const open = async (options: Partial<Parameters<typeof createLandmarkDetector>[0]> = {}) => {
    const deadlines = { deadlineMs: SLOW_MS, detectDeadlineMs: SLOW_MS };
    detector = await createLandmarkDetector({ assetsUrl, ...deadlines, ...options });
    return detector;
  };

  it('chooses WASM in a worker on a software renderer and says so', async () => {
    const { report } = await open();
    expect(report).to.include({ engine: 'wasm', reason: 'software_renderer', thread: 'worker' });
    expect(report.renderer).to.match(/swiftshader/i);
    expect(report.modelSha256).to.equal(MODEL_SHA256);
  });

  it('tells one face, two and none apart, in VideoFrames and ImageBitmaps', async () => {
    const { detect } = await open({ engine: 'wasm' });
    const kinds = [];
    for (const [index, name] of ['anna-straight', 'two-faces', 'no-face'].entries()) {
      kinds.push((await detect(await videoFrame(name, index * 1000))).kind);
      kinds.push((await detect(await bitmapFrame(name, index * 1000 + 500))).kind);
    }
    expect(kinds).to.deep.equal(['face', 'face', 'many', 'many', 'none', 'none']);
  });

  it('gives points in the pixels of the frame, however large it is', async () => {
    const { detect } = await open({ engine: 'wasm' });
    const small = facePoints(await detect(await bitmapFrame('anna-straight', 0)));
    const large = facePoints(
      await detect(await bitmapFrame('anna-straight', 10_000, { width: 1920, height: 1440 })),
    );
    expect(
      distance(
        small,
        large.map((value) => value / 3),
      ),
    ).to.be.below(0.03);
  });

  it('takes the frame it is given and closes it', async () => {
    const { detect } = await open({ engine: 'wasm' });
    const frame = await videoFrame('anna-straight', 0);
    await detect(frame);
    expect((frame.image as VideoFrame).format).to.equal(null);
  });

  it('sees the same with WebGL as with WASM', async () => {
    const wasm = await open({ engine: 'wasm' });
    await wasm.loadEyes();
    const expected = await wasm.detect(await bitmapFrame('dev-glasses-turned', 0), { lids: true });
    wasm.close();
    const webgl = await open({ engine: 'webgl' });
    expect(webgl.report).to.include({ engine: 'webgl', reason: 'requested' });
    await webgl.loadEyes();
    const seen = await webgl.detect(await bitmapFrame('dev-glasses-turned', 0), { lids: true });
    expect(distance(facePoints(expected), facePoints(seen))).to.be.below(0.01);
    expect(lidsOf(seen)!.left).to.be.closeTo(lidsOf(expected)!.left, 0.01);
    expect(lidsOf(seen)!.right).to.be.closeTo(lidsOf(expected)!.right, 0.01);
  });

  it('works on the main thread where the page may not start workers', async () => {
    const { Worker } = window;
    window.Worker = class {
      constructor() {
        throw new DOMException('forbidden', 'SecurityError');
      }
    } as unknown as typeof Worker;
    try {
      const { detect, report } = await open({ engine: 'wasm' });
      expect(report.thread).to.equal('main');
      expect((await detect(await bitmapFrame('anna-straight', 0))).kind).to.equal('face');
      expect(await codeOf(createLandmarkDetector({ assetsUrl, engine: 'wasm' }))).to.equal(
        'engine_unavailable',
      );
      detector!.close();
      expect((await open({ engine: 'wasm' })).report.thread).to.equal('main');
    } finally {
      window.Worker = Worker;
    }
  });

  it('refuses a model that is not the pinned one', async () => {
    expect(await codeOf(open({ assetsUrl: host('corrupt-model') }))).to.equal('asset_corrupt');
  });

  it('says when a model, or the whole folder, is not there', async () => {
    expect(await codeOf(open({ assetsUrl: host('missing-model') }))).to.equal('asset_unavailable');
    expect(await codeOf(open({ assetsUrl: '/no/such/folder/' }))).to.equal('asset_unavailable');
  });

  it('measures lids once the eye model is loaded, and is not asked to wait for it before', async () => {
    const { detect, loadEyes } = await open({ engine: 'wasm' });
    expect(lidsOf(await detect(await bitmapFrame('hua-eyes-closed', 0)))).to.equal(null);
    await Promise.all([loadEyes(), loadEyes()]);
    const shut = lidsOf(await detect(await bitmapFrame('hua-eyes-closed', 1000), { lids: true }))!;
    const awake = lidsOf(await detect(await bitmapFrame('anna-straight', 2000), { lids: true }))!;
    expect(Math.max(shut.left, shut.right)).to.be.below(0.17);
    expect(Math.min(awake.left, awake.right)).to.be.above(0.22);
    expect(lidsOf(await detect(await bitmapFrame('anna-straight', 3000)))).to.equal(null);
  });

  it('says when the eye model is not there or not the pinned one, and goes on without lids', async () => {
    for (const [folder, code] of [
      ['missing-eyes', 'asset_unavailable'],
      ['corrupt-eyes', 'asset_corrupt'],
    ] as const) {
      const { detect, loadEyes, close } = await open({ assetsUrl: host(folder), engine: 'wasm' });
      expect(await codeOf(loadEyes())).to.equal(code);
      expect((await detect(await bitmapFrame('anna-straight', 0))).kind).to.equal('face');
      close();
    }
  });

  it('falls back to WASM without WebGL, and when the GPU computes wrongly', async () => {
    const without = await open({ assetsUrl: host('no-webgl') });
    expect(without.report).to.include({ engine: 'wasm', reason: 'webgl_unavailable', renderer: null });
    without.close();
    const wrong = await open({ assetsUrl: host('wrong-gpu') });
    expect(wrong.report).to.include({
      engine: 'wasm',
      reason: 'self_check_failed',
      renderer: 'Example GPU 1',
    });
    wrong.close();
    expect(await codeOf(open({ assetsUrl: host('wrong-gpu'), engine: 'webgl' }))).to.equal('engine_failed');
  });

  it('survives a lost GPU once with WebGL, the second time with WASM, and measures lids with either', async () => {
    const { detect, ...rest } = await open({ assetsUrl: host('losing-gpu') });
    await rest.loadEyes();
    const engines = [];
    const kinds = [];
    for (let round = 0; round < 3; round++) {
      const seen = await detect(await bitmapFrame('anna-straight', round * 2000), { lids: true });
      kinds.push(seen.kind);
      expect(lidsOf(seen)).to.not.equal(null);
      engines.push(`${detector!.report.engine} ${detector!.report.reason}`);
      if (round === 2) break;
      await loseGpu();
      kinds.push((await detect(await bitmapFrame('anna-straight', round * 2000 + 1000))).kind);
    }
    expect(rest).to.have.property('close');
    expect(kinds).to.deep.equal(['face', 'none', 'face', 'none', 'face']);
    expect(engines).to.deep.equal(['webgl gpu', 'webgl gpu', 'wasm context_lost']);
  });

  it('rebuilds an engine that hangs, once', async () => {
    const { detect } = await open({ assetsUrl: host('freezing'), detectDeadlineMs: 200 });
    expect((await detect(await bitmapFrame('anna-straight', 0))).kind).to.equal('none');
    expect(await codeOf(detect(await bitmapFrame('anna-straight', 1000)))).to.equal('engine_failed');
  });

  it('gives up when the caller does, and when the time is over', async () => {
    const controller = new AbortController();
    const cancelled = codeOf(open({ signal: controller.signal }));
    controller.abort();
    expect(await cancelled).to.equal('cancelled');
    expect(await codeOf(open({ deadlineMs: 1 }))).to.equal('deadline_exceeded');
  });

  it('may be closed twice, and refuses frames afterwards', async () => {
    const { detect, close } = await open({ engine: 'wasm' });
    close();
    close();
    expect(await codeOf(detect(await bitmapFrame('anna-straight', 0)))).to.equal('engine_failed');
  });

  // Last, because its host also spoils this page's canvases when the worker has failed.
  it('never replaces an engine that was asked for', async () => {
    expect(await codeOf(open({ assetsUrl: host('no-webgl'), engine: 'webgl' }))).to.equal(
      'engine_unavailable',
    );
  });
});

async function bitmapFrame(
  name: string,
  timestampMs: number,
  size = { width: 640, height: 480 },
): Promise<Frame> {
  const response = await fetch(`/test/landmarks/fixtures/${name}.jpg`);
  const { width, height } = size;
  const image = await createImageBitmap(await response.blob(), { resizeWidth: width, resizeHeight: height });
  return { image, timestampMs, width, height };
}

async function videoFrame(name: string, timestampMs: number): Promise<Frame> {
  const { image, ...frame } = await bitmapFrame(name, timestampMs);
  const video = new VideoFrame(image as ImageBitmap, { timestamp: timestampMs * 1000 });
  image.close();
  return { ...frame, image: video };
}

function facePoints(detection: Detection): Float32Array {
  if (detection.kind !== 'face') throw new Error(`saw ${detection.kind}`);
  return detection.face.points;
}

function lidsOf(detection: Detection) {
  if (detection.kind !== 'face') throw new Error(`saw ${detection.kind}`);
  return detection.face.lidAperture;
}

/** Mean distance of the points, as a part of the distance between the outer eye corners of `a`. */
function distance(a: Float32Array, b: Float32Array): number {
  const apart = (p: Float32Array, i: number, q: Float32Array, j: number) =>
    Math.hypot(p[i * 3]! - q[j * 3]!, p[i * 3 + 1]! - q[j * 3 + 1]!);
  let sum = 0;
  for (let index = 0; index < 468; index++) sum += apart(a, index, b, index);
  return sum / 468 / apart(a, 33, a, 263);
}

async function loseGpu(): Promise<void> {
  const reply = `lost-${performance.now()}`;
  const answers = new BroadcastChannel(reply);
  const lost = new Promise((resolve) => answers.addEventListener('message', resolve, { once: true }));
  new BroadcastChannel('losing-gpu').postMessage(reply);
  await lost;
  answers.close();
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error) => error.code ?? String(error),
  );
}
