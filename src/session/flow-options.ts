import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { FamilyAuthError } from '../base/errors.ts';
import type { CameraSource } from '../camera/camera.ts';
import type { Pace } from '../challenge/policy.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import type { DocumentSight, LookedAt } from '../documents/check-document.ts';
import type { LandmarkDetector } from '../landmarks/landmark-detector.ts';
import type { BrowserLoginOptions } from '../login/browser-login.ts';
import type { Login, LoginSession } from '../login/login-session.ts';
import type { SessionProvider } from '../login/portal-login.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Page } from './page.ts';
import type { Phase } from './phase.ts';
import type { PhotoError } from './phase-fields.ts';
import type { FlowRequest } from './request.ts';

/**
 * What a flow needs from the page that hosts it.
 *
 * @example
 * ```ts
 * import { createFlow, type FlowOptions } from 'family-auth';
 *
 * const options: FlowOptions = {
 *   backend: 'https://social-security.example',
 *   clientId: 'your-portal',
 *   redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
 *   assetsUrl: new URL('/family-auth/assets/', location.href).href,
 *   locale: 'en',
 *   pace: 'relaxed',
 * };
 * element.flow = createFlow(options);
 * ```
 */
export interface FlowOptions {
  /** The backend's issuer URL, `https:` (or `http:` on this computer); everything else comes from its discovery document. */
  readonly backend: string;
  /** The client's registered id at the provider. */
  readonly clientId: string;
  /** Absolute URL of the log-in's callback page. */
  readonly redirectUri: string;
  /** Folder of the landmark model and its engine, `dist/assets/` of this package. */
  readonly assetsUrl: string;
  /**
   * Thumbprints (RFC 7638, SHA-256, base64url) of keys one of which must have signed the backend's discovery document. Default: none is
   * pinned.
   */
  readonly trust?: readonly string[];
  /** BCP 47; notices are shown in it where the backend has them, else in its language, else in zh-CN. */
  readonly locale: string;
  /**
   * Where the landmark model runs. Default `auto`: WebGL 2 where there is a GPU, else WebAssembly with SIMD. A named engine is not
   * exchanged for the other.
   */
  readonly engine?: 'auto' | 'webgl' | 'wasm';
  /** Default: the device's own cameras. */
  readonly cameraSource?: CameraSource;
  /** `relaxed` gives more time for each movement. Default `standard`. */
  readonly pace?: Pace;
  /** Which camera is proposed for the live-face check; the person can choose the other. Default `user`, the front one. */
  readonly facing?: 'user' | 'environment';
  /** How the element is embedded; told to the backend. Default `inline`. */
  readonly isolation?: 'inline' | 'frame' | 'hand_off';
  /** On the page of a hand-off: the ticket that the page was opened with; `null` where somebody typed its address. */
  readonly handOffTicket?: string | null;
  /** Within a frame: how a log-in by redirect leads the whole window away, and where it comes back to. */
  readonly topWindow?: BrowserLoginOptions['topWindow'];
  /** In the place of a log-in of its own: the portal's server brings the person's log-in at the portal along. */
  readonly sessionProvider?: SessionProvider;
  /** The log-in. Default: `createBrowserLogin` with `clientId` and `redirectUri`. */
  readonly login?: Login;
  /** Where time comes from. Default: the computer's clock, set right by the `Date` of the backend's answers. */
  readonly clock?: Clock;
  /** What requests are sent with. Default: the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** What a test puts in the place of the browser. */
  readonly parts?: Partial<FlowParts>;
}

/** The outside world of a flow, one part for each edge. */
export interface FlowParts {
  readonly connect: Connect;
  readonly page: Page;
  /** Whether the page serves what the flow will need. @throws as `checkPageFiles`. */
  checkPageFiles(
    places: { readonly assetsUrl: string; readonly redirectUri: string },
    signal: AbortSignal,
  ): Promise<void>;
  createDetector(options: {
    readonly assetsUrl: string;
    readonly engine: 'auto' | 'webgl' | 'wasm';
    readonly signal: AbortSignal;
  }): Promise<LandmarkDetector>;
  /** Draws the picture before it returns. Default: the library's own, which comes with the camera. */
  encodeJpeg?(image: CanvasImageSource, width: number, height: number, quality: number): Promise<Bytes>;
  preparePhoto(photo: Blob, maxBytes: number): Promise<PhotoOutcome>;
  /** What looks at pictures of documents; fetched only by those who take some. */
  loadDocumentChecks(): Promise<DocumentChecks>;
  /** Told of errors that no code of this library stands for: faults of ours. */
  reportFault(error: unknown): void;
  /** Told of what no person can mend and the page's engineer can: client id, origin, redirect URI, backend, files. */
  reportMisconfiguration(error: FamilyAuthError): void;
}

/**
 * A flow under way: phases come down, requests go up.
 *
 * @example
 * ```ts
 * import type { FamilyAuthFlow } from 'family-auth';
 *
 * async function untilApproved(flow: FamilyAuthFlow): Promise<string | undefined> {
 *   for await (const phase of flow.phases()) if (phase.kind === 'approved') return phase.applicationId;
 *   return undefined; // it was closed
 * }
 * ```
 */
export interface FamilyAuthFlow {
  /** What is to be shown right now. */
  readonly phase: Phase;
  /** Calls `listener` with every new phase, synchronously. @returns a function that ends it. */
  subscribe(listener: (phase: Phase) => void): () => void;
  /** The current phase and every one after it, until the flow is closed. */
  phases(): AsyncIterable<Phase>;
  /**
   * Hands in what the person asked for. Call it within the click: a log-in window or a service's window is opened in
   * this very call. A request that fits no current phase is ignored.
   */
  send(request: FlowRequest): void;
  /** Ends the flow, closes the camera and forgets everything entered. Safe to call twice. */
  close(): Promise<void>;
}

/** A backend that answered: what it says of itself, how one logs in, and its client once somebody has. */
export interface Connection {
  readonly discovery: Discovery;
  readonly login: Login;
  clientFor(session: LoginSession): FamilyAuthClient | Promise<FamilyAuthClient>;
}

export type Connect = (signal: AbortSignal) => Promise<Connection>;

/** Looks at pictures of documents. The pictures stay their owner's. */
export interface DocumentChecks {
  /** What it needs of the picture is read before it returns. */
  lookAtDocument(image: CanvasImageSource, picture: LookedAt): Promise<DocumentSight>;
  lookAtPhoto(photo: Blob, shape: LookedAt['shape']): Promise<DocumentSight>;
}

/** A photo as it may be sent: JPEG without metadata, upright, within limits; or why not. */
export type PhotoOutcome = { readonly photo: Blob } | { readonly error: PhotoError };
