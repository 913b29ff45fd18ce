import { LandmarkError } from '../../base/errors.ts';
import type { CameraFacts } from '../../camera/camera.ts';
import { cameraErrorIn } from '../../camera/camera-error-of.ts';
import type { EngineReport } from '../../landmarks/landmark-detector.ts';
import type { Method } from '../../protocol/common.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { Entries, Person } from '../entries.ts';
import type { Flow } from '../flow.ts';
import { canHandOff } from '../hand-off/hand-off.ts';
import { logInAgain } from '../login/call.ts';
import { needsLogin } from '../problem/problem.ts';
import { showProblem } from '../problem/show-problem.ts';
import { type Capture, runAttempt } from './attempt.ts';
import { askForCamera, type LiveCamera } from './camera.ts';
import { loadEngine } from './engine.ts';
import type { FaceCheckContext, SlowDevice, Swap, Trouble } from './face-check-context.ts';
import { runFraming } from './framing.ts';
import { runGetReady } from './get-ready.ts';
import { offerOtherMethods } from './slow-device.ts';

/** A capture with what the manifest says of the device. */
export interface FaceCapture extends Capture {
  readonly engine: EngineReport;
  readonly camera: CameraFacts;
}

export type FaceOutcome =
  | { readonly kind: 'captured'; readonly capture: FaceCapture }
  | { readonly kind: 'back' }
  /** The person wants to go on with another device. */
  | { readonly kind: 'hand_off' }
  /** `method`: the way that was chosen already. */
  | { readonly kind: 'other_method'; readonly method?: Method };

type CameraOutcome =
  | FaceOutcome
  | { readonly kind: 'get_ready'; readonly attemptsLeft: number | null }
  | { readonly kind: 'slow'; readonly cameraWorks: boolean };

/** As long as "the camera is off" stays on the screen. */
const CAPTURED_MS = 1_200;

/** The live-face check, from getting ready to the last movement. The camera is closed whatever the end. */
export async function runFaceCheck(flow: Flow, entries: Entries, person: Person): Promise<FaceOutcome> {
  const draft = entries.application!;
  const engine = loadEngine(flow);
  const swap: Swap = { used: false, unwanted: null };
  const trouble: Trouble = { eyes: 0, head: 0 };
  const slow: SlowDevice = { accepted: false };
  let attemptsLeft: number | null = null;
  let goesOn = false;
  try {
    for (;;) {
      if (!goesOn) {
        const ready = await runGetReady(flow, entries, person, { engine, attemptsLeft });
        if (ready !== 'open') return { kind: ready };
      }
      const wasOpen = goesOn;
      goesOn = false;
      try {
        const outcome = await runCamera(
          flow,
          { entries, person, draft, engine, swap, trouble, slow },
          wasOpen,
        );
        if (outcome.kind === 'slow') {
          const choice = await offerOtherMethods(flow, person, slow, outcome.cameraWorks);
          if (choice.kind === 'other_method') return choice;
          goesOn = choice.kind === 'camera';
        } else if (outcome.kind === 'get_ready') attemptsLeft = outcome.attemptsLeft ?? attemptsLeft;
        else return outcome;
      } catch (error) {
        if (error instanceof LandmarkError && error.code === 'engine_failed') engine.restart();
        const action = await recover(flow, error);
        if (action !== 'retry') return { kind: action };
      }
    }
  } finally {
    engine.close();
  }
}

async function recover(flow: Flow, error: unknown): Promise<'retry' | 'hand_off' | 'other_method' | 'back'> {
  if (!needsLogin(error) || !flow.operator.account) {
    const handOff = canHandOff(flow) ? (['hand_off'] as const) : [];
    return showProblem(flow, cameraErrorIn(error) ?? error, ['retry', ...handOff, 'other_method', 'back']);
  }
  try {
    await logInAgain(flow, flow.operator.account, error);
    return 'retry';
  } catch (turnedBack) {
    return showProblem(flow, turnedBack, ['back']);
  }
}

/** While this function runs, a camera may be open; when it has ended, none is. */
async function runCamera(
  flow: Flow,
  people: Omit<FaceCheckContext, 'camera'>,
  wasOpen: boolean,
): Promise<CameraOutcome> {
  const asked = await askForCamera(flow, people.entries, wasOpen);
  if (asked.kind !== 'open') return turnedFromCamera(asked.kind);
  let camera: LiveCamera | null = asked.camera;
  const close = () => camera?.close();
  flow.signal.addEventListener('abort', close, { once: true });
  try {
    for (;;) {
      const context: FaceCheckContext = { camera, ...people };
      const framed = await runFraming(flow, context);
      if (framed.kind === 'reopen') {
        camera.close();
        camera = null;
        const again = await askForCamera(flow, people.entries);
        if (again.kind !== 'open') return turnedFromCamera(again.kind);
        camera = again.camera;
        continue;
      }
      if (framed.kind === 'slow') return framed;
      if (framed.kind !== 'framed') return { kind: framed.kind };
      const attempt = await runAttempt(flow, context, framed, flow.operator.account!);
      switch (attempt.kind) {
        case 'captured': {
          camera.close();
          return { kind: 'captured', capture: await finish(flow, context, attempt.capture) };
        }
        case 'again':
          if (attempt.attemptsLeft <= 0) throw exhausted();
          break;
        case 'idle':
          return { kind: 'get_ready', attemptsLeft: attempt.attemptsLeft };
        default:
          return { kind: attempt.kind };
      }
    }
  } finally {
    flow.signal.removeEventListener('abort', close);
    (camera as LiveCamera | null)?.close();
  }
}

const turnedFromCamera = (kind: 'back' | 'other_method'): CameraOutcome =>
  kind === 'back' ? { kind: 'get_ready', attemptsLeft: null } : { kind };

/** The camera is off; says so for a moment. */
async function finish(
  flow: Flow,
  { engine, camera, person }: FaceCheckContext,
  capture: Capture,
): Promise<FaceCapture> {
  try {
    const { report } = await engine.detector();
    flow.publish({ kind: 'captured', subjectName: person.subject.name });
    await flow.clock.sleep(CAPTURED_MS, flow.signal);
    return { ...capture, engine: report, camera: camera.facts };
  } catch (error) {
    capture.discard();
    throw error;
  }
}

const exhausted = () => new BackendError({ type: 'about:blank', status: 429, code: 'attempts_exhausted' });
