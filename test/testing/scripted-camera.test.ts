import { expect } from '@open-wc/testing';
import type { Camera } from '../../src/camera/camera.ts';
import { createLandmarkDetector } from '../../src/landmarks/create-landmark-detector.ts';
import type { LandmarkDetector } from '../../src/landmarks/landmark-detector.ts';
import type { Action } from '../../src/protocol/challenge.ts';
import { measure } from '../../src/signals/measure.ts';
import { quantize } from '../../src/signals/trace-frame.ts';
import { createScriptedCamera } from '../../src/testing/scripted-camera.ts';
import type { ScriptedVideo } from '../../src/testing/scripted-video.ts';

const people = new URL('../../src/testing/people/', import.meta.url);
const script: ScriptedVideo = await (await fetch(new URL('anna.segments.json', people))).json();

/** What the landmark model sees: how open the eyes are and where the head points, frame by frame. */
async function* watch(
  camera: Camera,
  detector: LandmarkDetector,
): AsyncGenerator<{ ear: number; yaw: number }> {
  for await (const frame of camera.frames()) {
    const detection = await detector.detect(frame);
    if (detection.kind !== 'face') continue;
    const signals = measure(quantize(detection.face, 0));
    yield { ear: (signals.earLeft + signals.earRight) / 2, yaw: signals.yawDegrees };
  }
}

const TURN_DEGREES = 15;

describe('the scripted camera', () => {
  const source = createScriptedCamera({ videoUrl: new URL('anna.webm', people), script, reactionMs: 0 });
  let detector: LandmarkDetector;
  let camera: Camera;
  before(async () => {
    detector = await createLandmarkDetector({
      assetsUrl: new URL('/dist/assets/', location.href),
      engine: 'wasm',
    });
  });
  after(() => detector.close());
  beforeEach(async () => {
    camera = await source.open({ facing: 'user' });
  });
  afterEach(() => camera.close());

  /** Prompts after a few neutral frames; tells how the face went until clip time is up. */
  async function act(action: Action | null, forMs = 3_500) {
    const seen: { ear: number; yaw: number }[] = [];
    let until = Number.POSITIVE_INFINITY;
    for await (const face of watch(camera, detector)) {
      seen.push(face);
      if (seen.length === 3) {
        if (action) source.prompt?.(action, 'shown');
        until = performance.now() + forMs;
      }
      if (performance.now() > until) break;
    }
    const openEar = seen[2]?.ear ?? 0;
    const shut = seen.map(({ ear }) => ear < openEar * 0.6);
    const yaws = seen.map(({ yaw }) => yaw - (seen[2]?.yaw ?? 0));
    return {
      closures: shut.filter((is, index) => is && !shut[index - 1]).length,
      endsShut: shut.at(-1),
      leftDegrees: Math.max(...yaws),
      rightDegrees: -Math.min(...yaws),
    };
  }

  it('shows the neutral face until something is asked', async () => {
    const seen = await act(null);
    expect(seen.closures).to.equal(0);
    expect(Math.max(seen.leftDegrees, seen.rightDegrees)).to.be.lessThan(TURN_DEGREES);
  });

  it('keeps the eyes closed in a hold until the tone', async () => {
    expect(await act('hold_short', 1_500)).to.include({ closures: 1, endsShut: true });
    source.prompt?.('hold_short', 'tone');
    let opened = false;
    let frames = 0;
    for await (const { ear } of watch(camera, detector)) {
      opened = ear > 0.2;
      frames += 1;
      if (opened || frames > 90) break;
    }
    expect(opened).to.equal(true);
  });

  it('blinks when a double blink is prompted, and ends with open eyes', async () => {
    const seen = await act('double_blink');
    expect(seen.closures).to.be.greaterThan(0);
    expect(seen.endsShut).to.equal(false);
  });

  it("turns to the person's own left", async () => {
    const seen = await act('turn_left');
    expect(seen.leftDegrees).to.be.greaterThan(TURN_DEGREES);
    expect(seen.rightDegrees).to.be.lessThan(TURN_DEGREES);
  });

  it("turns to the person's own right", async () => {
    const seen = await act('turn_right');
    expect(seen.rightDegrees).to.be.greaterThan(TURN_DEGREES);
    expect(seen.leftDegrees).to.be.lessThan(TURN_DEGREES);
  });

  it('shakes the head to both sides', async () => {
    const seen = await act('shake_head', 4_500);
    expect(seen.leftDegrees).to.be.greaterThan(TURN_DEGREES / 2);
    expect(seen.rightDegrees).to.be.greaterThan(TURN_DEGREES / 2);
  });

  it('ends its track when it is closed', () => {
    camera.close();
    expect(camera.stream.getVideoTracks()[0]?.readyState).to.equal('ended');
  });

  it('says when the clip is not there', async () => {
    const missing = createScriptedCamera({ videoUrl: new URL('nobody.webm', people), script });
    let code = '';
    try {
      await missing.open({ facing: 'user' });
    } catch (error) {
      code = (error as { code: string }).code;
    }
    expect(code).to.equal('camera_not_found');
  });
});
