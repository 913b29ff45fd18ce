import { serverClock, systemClock } from '../base/clock.ts';
import { CancelledError } from '../base/errors.ts';
import { lateCode } from '../base/late-code.ts';
import type { CameraSource } from '../camera/camera.ts';
import { connectToBackend } from './connection.ts';
import type { FlowBase } from './flow.ts';
import type { FamilyAuthFlow, FlowOptions, FlowParts } from './flow-options.ts';
import { browserPage, reportFault, reportMisconfiguration } from './page.ts';
import { checkPageFiles } from './page-files.ts';
import type { Phase } from './phase.ts';
import { latePart } from './problem/show-problem.ts';
import { createPhasePublisher } from './publish-phase.ts';
import { RequestQueue } from './request-queue.ts';
import { runFlow } from './run-flow.ts';

/**
 * Starts a flow without the element, for a page that draws the screens itself: finds the backend, takes up a log-in that is left from
 * the last visit, and goes on from there as the person asks. It throws nothing: whatever stands in the way is a phase of the kind
 * `problem`. Nothing that was entered outlives the flow.
 *
 * @example
 * ```ts
 * import { createFlow } from 'family-auth';
 *
 * const flow = createFlow({
 *   backend: 'https://social-security.example',
 *   clientId: 'your-portal',
 *   redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
 *   assetsUrl: new URL('/family-auth/assets/', location.href).href,
 *   locale: 'zh-CN',
 * });
 * const stop = flow.subscribe((phase) => console.log(phase.kind));
 * button.onclick = () => flow.send({ kind: 'login' });
 * addEventListener('pagehide', () => void flow.close().then(stop));
 * ```
 */
export function createFlow(options: FlowOptions): FamilyAuthFlow {
  const closed = new AbortController();
  const clock = serverClock(options.clock ?? systemClock);
  const fetch = clock.learningFrom(options.fetch ?? ((input, init) => globalThis.fetch(input, init)));
  const parts: FlowParts = {
    connect: connectToBackend({ ...options, clock, fetch }),
    page: browserPage,
    checkPageFiles,
    ...lateParts,
    loadDocumentChecks: () => import('../documents/look.ts'),
    reportFault,
    reportMisconfiguration,
    ...options.parts,
  };
  const requests = new RequestQueue();
  const phases = createPhasePublisher(parts.reportFault);
  const flow: FlowBase = {
    options,
    parts,
    clock,
    cameraSource: options.cameraSource ?? deviceCamera,
    pace: options.pace ?? 'standard',
    requests,
    signal: closed.signal,
    phases,
    publish(phase) {
      if (!closed.signal.aborted) phases.show(phase);
    },
  };
  const { handOffTicket } = options;
  const running = handOffTicket === undefined ? runFlow(flow) : onDevice(flow, handOffTicket);
  const done = running.catch((error: unknown) => {
    if (!closed.signal.aborted) parts.reportFault(error);
  });
  return {
    get phase() {
      return phases.current;
    },
    subscribe: phases.subscribe,
    phases: () => phasesOf(phases.subscribe, () => phases.current, closed.signal),
    send: (request) => requests.send(request),
    async close() {
      closed.abort(new CancelledError());
      await done;
    },
  };
}

/** What is not needed before a camera opens or a photo is chosen. */
const lateParts: Pick<FlowParts, 'createDetector' | 'preparePhoto'> = {
  async createDetector(options) {
    const load = () => import('../landmarks/create-landmark-detector.ts');
    const { createLandmarkDetector } = await lateCode('landmarks', load, options.signal);
    return createLandmarkDetector(options);
  },
  async preparePhoto(photo, maxBytes) {
    const load = () => import('./application/prepare-photo.ts');
    const { preparePhoto } = await lateCode('session.photo', load);
    return preparePhoto(photo, maxBytes);
  },
};

const loadDeviceCamera = () => import('../camera/device-camera.ts');

const deviceCamera: CameraSource = {
  async open(request) {
    const { deviceCamera } = await lateCode('camera', loadDeviceCamera, request.signal);
    return deviceCamera.open(request);
  },
  async list() {
    const { deviceCamera } = await lateCode('camera', loadDeviceCamera);
    return deviceCamera.list();
  },
};

async function onDevice(flow: FlowBase, ticket: string | null): Promise<void> {
  const { runDevice } = await latePart(flow, 'session.device', () => import('./hand-off/device.ts'));
  await runDevice(flow, ticket);
}

async function* phasesOf(
  subscribe: FamilyAuthFlow['subscribe'],
  current: () => Phase,
  closed: AbortSignal,
): AsyncGenerator<Phase, void, undefined> {
  const queue: Phase[] = [current()];
  let wake = () => {};
  const stop = subscribe((phase) => {
    queue.push(phase);
    wake();
  });
  const onClose = () => wake();
  closed.addEventListener('abort', onClose);
  try {
    for (;;) {
      for (let phase = queue.shift(); phase; phase = queue.shift()) yield phase;
      if (closed.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    closed.removeEventListener('abort', onClose);
  }
}

/**
 * The source that `chosen` names at each opening, or the device's own cameras: it may change while a flow is under way. Where the
 * backend is no test system the device is used, whatever is chosen, and the console says so.
 */
export function followCamera(
  chosen: () => CameraSource | undefined,
  isTestSystem: () => boolean,
): CameraSource {
  const source = () => {
    const camera = chosen();
    if (camera && isTestSystem()) return camera;
    if (camera) console.warn(IGNORED_CAMERA);
    return deviceCamera;
  };
  return {
    open: (request) => source().open(request),
    list: () => source().list(),
    prompt: (action, state) => source().prompt?.(action, state),
  };
}

const IGNORED_CAMERA =
  'family-auth: the property `cameraSource` is ignored, because the backend does not call itself a test system. The device is used.';
