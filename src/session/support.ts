import { CameraError, type CameraErrorCode } from '../base/errors.ts';
import { inAppBrowser } from '../base/in-app-browsers.ts';
import { cameraAllowedByPolicy } from '../camera/camera-error-of.ts';
import { deviceCamera, deviceFault } from '../camera/device-camera.ts';
import { firstChoice, probeWebgl } from '../landmarks/engine-plan.ts';
import type { Engine } from '../landmarks/landmark-detector.ts';
import { basicFault } from './basic-support.ts';

/**
 * Something that this browser or device lacks.
 *
 * @example
 * ```ts
 * import type { MissingFeature } from 'family-auth';
 *
 * const leavesAWay = ({ neededFor }: MissingFeature) => neededFor === 'face_check'; // others need no camera
 * leavesAWay({ feature: 'camera', code: 'camera_not_found', neededFor: 'face_check' }); // → true
 * ```
 */
export interface MissingFeature {
  /** `secure_context`: HTTPS. `browser`: WebCrypto, or a part of the language. `engine`: what the face model runs on. */
  readonly feature: 'secure_context' | 'browser' | 'camera' | 'engine';
  /** That of the error which a flow would end in; each has a page in the documents. */
  readonly code: CameraErrorCode | 'browser_unsupported' | 'engine_unavailable';
  /** `everything`: no flow begins without. `face_check`: the other methods work. */
  readonly neededFor: 'everything' | 'face_check';
}

/**
 * What {@link checkSupport} found.
 *
 * @example
 * ```ts
 * import { checkSupport, type Support } from 'family-auth';
 *
 * const support: Support = await checkSupport();
 * const reasons = support.missing.map(({ code }) => code);
 * button.disabled = support.missing.some(({ neededFor }) => neededFor === 'everything');
 * console.log(support.supported, reasons, support.engine);
 * ```
 */
export interface Support {
  /** Nothing is missing, for the face check neither. */
  readonly supported: boolean;
  /** What is; empty where nothing is. */
  readonly missing: readonly MissingFeature[];
  /** Where the face model would run first with `engine="auto"`; `null` where it runs nowhere. */
  readonly engine: Engine | null;
  /** The browser's permission for this page. `unknown` where it does not tell. */
  readonly cameraPermission: 'granted' | 'denied' | 'prompt' | 'unknown';
  /** How many cameras there are; `null` where the browser does not tell. */
  readonly cameras: number | null;
  /** The app inside of which the page is shown (`wechat`, `alipay`, …), where cameras often fail; `null` in a browser. */
  readonly inApp: string | null;
}

/**
 * Looks whether this browser and device can do what a flow needs, before anybody begins one: no session, no request, and no question
 * to the person, unless it is asked for. It never rejects. In Node everything that a browser has is missing.
 *
 * @param options `prompt`: open the camera and close it again, which makes the browser ask the person. Default `false`.
 * @example
 * ```ts
 * import { checkSupport } from 'family-auth';
 *
 * const { missing } = await checkSupport();
 * missing.map(({ feature }) => feature).includes('camera'); // → true
 * ```
 */
export async function checkSupport({ prompt = false }: { readonly prompt?: boolean } = {}): Promise<Support> {
  const [cameras, cameraPermission] = await Promise.all([countCameras(), permission()]);
  const engine = engineHere();
  const basic = basicFault();
  const camera =
    cameraFault({ cameras, cameraPermission }) ?? (prompt && basic === null ? await cameraTried() : null);
  const missing: MissingFeature[] = [
    ...(basic ? [{ ...basic, neededFor: 'everything' } as const] : []),
    ...(camera && camera !== basic?.code
      ? [{ feature: 'camera', code: camera, neededFor: 'face_check' } as const]
      : []),
    ...(engine ? [] : [{ feature: 'engine', code: 'engine_unavailable', neededFor: 'face_check' } as const]),
  ];
  const inApp = inAppBrowser(globalThis.navigator?.userAgent ?? '');
  return { supported: missing.length === 0, missing, engine, cameraPermission, cameras, inApp };
}

type CameraFacts = Pick<Support, 'cameras' | 'cameraPermission'>;

function cameraFault({ cameras, cameraPermission }: CameraFacts): CameraErrorCode | null {
  const fault = deviceFault();
  if (fault) return fault;
  if (!cameraAllowedByPolicy()) return 'camera_not_allowed_by_page';
  if (cameras === 0) return 'camera_not_found';
  return cameraPermission === 'denied' ? 'camera_denied' : null;
}

/** Before the permission a browser tells of one camera at the most, without its name. */
async function countCameras(): Promise<number | null> {
  if (!globalThis.navigator?.mediaDevices?.enumerateDevices) return null;
  return deviceCamera.list().then(
    ({ length }) => length,
    () => null,
  );
}

async function permission(): Promise<Support['cameraPermission']> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state;
  } catch {
    return 'unknown'; // Firefox knows no such permission
  }
}

async function cameraTried(): Promise<CameraErrorCode | null> {
  try {
    (await deviceCamera.open({ facing: 'user', signal: AbortSignal.timeout(120_000) })).close();
    return null;
  } catch (error) {
    return error instanceof CameraError ? error.code : null;
  }
}

/** The smallest module that uses SIMD (wasm-feature-detect, Apache-2.0): `v128` from `i8x16.splat`. */
const SIMD_MODULE = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
];

/** Where a flow would begin: see `firstChoice`; compiling shows what a policy without `'wasm-unsafe-eval'` forbids. */
function engineHere(): Engine | null {
  if (typeof document === 'undefined') return null;
  const probe = probeWebgl();
  const { engine } = firstChoice('auto', probe);
  return engine === 'webgl' || hasWasm() ? engine : probe && 'webgl';
}

function hasWasm(): boolean {
  try {
    return new WebAssembly.Module(new Uint8Array(SIMD_MODULE)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
