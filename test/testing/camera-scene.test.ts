import { expect } from '@open-wc/testing';
import { POLICIES } from '../../src/challenge/policy.ts';
import { createLandmarkDetector } from '../../src/landmarks/create-landmark-detector.ts';
import type { LandmarkDetector } from '../../src/landmarks/landmark-detector.ts';
import { failingPictureGate } from '../../src/signals/gates.ts';
import { measure } from '../../src/signals/measure.ts';
import { quantize } from '../../src/signals/trace-frame.ts';
import type { CameraScene } from '../../src/testing/camera-scene.ts';
import { createScriptedCamera } from '../../src/testing/scripted-camera.ts';
import { endToEnd, type ScriptedVideo } from '../../src/testing/scripted-video.ts';

const people = new URL('../../src/testing/people/', import.meta.url);
const script: ScriptedVideo = await (await fetch(new URL('anna.segments.json', people))).json();

/** Longer than the person takes to turn and to hold it. */
const TURN_MS = 2_500;

describe('a scene of the scripted camera', () => {
  let detector: LandmarkDetector;
  before(async () => {
    detector = await createLandmarkDetector({
      assetsUrl: new URL('/dist/assets/', location.href),
      engine: 'wasm',
    });
  });
  after(() => detector.close());

  /** What is found in each picture of `scene`, for `forMs` after a turn was prompted: a fault by its hint, or the yaw. */
  async function seen(scene: CameraScene | undefined, forMs = 0) {
    const source = createScriptedCamera({
      videoUrl: new URL('anna.webm', people),
      script,
      reactionMs: 0,
      ...(scene && { scene }),
    });
    const camera = await source.open({ facing: 'user' });
    const found: string[] = [];
    const yaws: number[] = [];
    let until = Number.POSITIVE_INFINITY;
    try {
      for await (const frame of camera.frames()) {
        const detection = await detector.detect(frame);
        if (detection.kind === 'face') {
          const signals = measure(quantize(detection.face, 0));
          found.push(failingPictureGate(signals, POLICIES.standard.gates) ?? 'face');
          yaws.push(signals.yawDegrees);
        } else found.push(detection.kind);
        if (found.length === 5) {
          source.prompt?.('turn_left', 'shown');
          until = performance.now() + forMs;
        }
        if (performance.now() >= until) break;
      }
    } finally {
      camera.close();
    }
    return { last: found.at(-1), turnedDegrees: Math.max(...yaws) - Math.min(...yaws) };
  }

  const faults: [CameraScene, string][] = [
    ['dark', 'too_dark'],
    ['bright', 'too_bright'],
    ['two_faces', 'many'],
    ['covered', 'none'],
  ];
  for (const [scene, fault] of faults) {
    it(`${scene} is found to be ${fault}`, async () => {
      expect((await seen(scene)).last).to.equal(fault);
    });
  }

  it('photo stays as it is, where the person turns', async () => {
    const [photo, person] = [await seen('photo', TURN_MS), await seen(undefined, TURN_MS)];
    expect(photo.last).to.equal('face');
    expect(photo.turnedDegrees).to.be.lessThan(3);
    expect(person.turnedDegrees).to.be.greaterThan(15);
  });

  it('replay plays all of the clip, whatever is prompted', async () => {
    expect((await seen('replay', TURN_MS)).turnedDegrees).to.be.lessThan(8);
    expect(endToEnd(script).segments).to.deep.equal([{ name: 'neutral', startS: 0, endS: 21.5 }]);
  });
});
