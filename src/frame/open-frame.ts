import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError } from '../base/errors.ts';
import { isSafeUrl } from '../base/http.ts';
import { discover } from '../client/discover.ts';
import { takeAnswer } from '../login/top-window.ts';
import type { Discovery } from '../protocol/discovery.ts';
import {
  FRAME_VERSION,
  type FramePhase,
  FrameReadySchema,
  type FrameSettings,
  type FromFrame,
  FromFrameSchema,
  frameHello,
  type ToFrame,
} from '../protocol/frame.ts';
import { expand } from './expand.ts';
import { STYLE, safeStyle } from './style.ts';

/** How long the frame's page may take to answer. */
const FRAME_DEADLINE_MS = 30_000;

export interface FrameOptions {
  /** The backend's issuer URL. */
  readonly backend: string;
  readonly clientId: string;
  /** Thumbprints of keys one of which must have signed the document that names the frame's address. */
  readonly trust: readonly string[];
  /** Read by people who do not see the frame. */
  readonly title: string;
  readonly settings: FrameSettings;
  /** Takes each phase that the frame tells. */
  onPhase(phase: FramePhase): void;
  readonly signal: AbortSignal;
}

/** The service in a frame of the backend's own origin. */
export interface Frame {
  /** To be put into the page, once: a frame that is moved loads anew. */
  readonly element: HTMLIFrameElement;
  /** Settles when the frame's page has taken the portal for one that it knows. */
  readonly accepted: Promise<void>;
  /** Tells the frame how the page wishes it to look now. */
  update(settings: FrameSettings): void;
}

/**
 * Makes the frame that discovery names.
 *
 * @throws ConfigurationError `isolation_unavailable`: the backend has no page for a frame, or one on this page's own origin; and what
 *   `discover` throws.
 */
export async function openFrame(options: FrameOptions): Promise<Frame> {
  const { signal } = options;
  const discovery = await discover(options.backend, { signal, trust: options.trust });
  const address = frameAddress(discovery);
  const element = frameElement(address, options.title);
  let settings = options.settings;
  let port: MessagePort | null = null;
  const tell = (message: ToFrame) => port?.postMessage(message);
  const accepted = withDeadline(
    'element.frame',
    FRAME_DEADLINE_MS,
    (inner) =>
      new Promise<void>((resolve, reject) => {
        inner.addEventListener('abort', () => reject(inner.reason), { once: true });
        const take = receiver(element, discovery, options, { resolve, reject });
        const callback = takeAnswer(discovery.authorization_servers);
        const onMessage = ({ source, origin, data }: MessageEvent) => {
          if (source !== element.contentWindow || origin !== address.origin) return;
          const ready = FrameReadySchema.safeParse(data);
          if (!ready.success) return;
          if (ready.data.version !== FRAME_VERSION) {
            reject(otherVersion(ready.data.version));
            return;
          }
          // A page that was loaded anew asks anew; the port of the one before is of no use.
          port?.close();
          const channel = new MessageChannel();
          port = channel.port1;
          port.onmessage = (event) => take(event.data);
          const hello = frameHello({
            clientId: options.clientId,
            returnTo: location.href,
            settings,
            ...(callback === null ? {} : { callback }),
          });
          element.contentWindow?.postMessage(hello, address.origin, [channel.port2]);
        };
        window.addEventListener('message', onMessage, { signal });
      }),
    signal,
  );
  signal.addEventListener('abort', () => port?.close());
  return {
    element,
    accepted,
    update(next) {
      if (JSON.stringify(next) === JSON.stringify(settings)) return;
      settings = next;
      tell({ type: 'settings', settings });
    },
  };
}

function frameAddress({ frame_uri }: Discovery): URL {
  if (frame_uri === undefined) {
    throw new ConfigurationError(
      'isolation_unavailable',
      'The backend offers no page for a frame (`frame_uri` in its discovery document). A portal that is trusted with everything that is entered may set isolation="inline".',
    );
  }
  const address = new URL(frame_uri);
  if (!isSafeUrl(address) || address.origin === location.origin) {
    throw new ConfigurationError(
      'isolation_unavailable',
      `A frame at ${frame_uri} would not be isolated from this page. A portal that is trusted with everything that is entered may set isolation="inline".`,
    );
  }
  return address;
}

const otherVersion = (version: number) =>
  new ConfigurationError(
    'unsupported_version',
    `The frame's page speaks version ${version} of the frame's messages; this library speaks ${FRAME_VERSION}.`,
  );

/** What the frame may do beside what it must: no other capability is delegated, and it leads no other window away by itself. */
const SANDBOX = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox';

function frameElement(address: URL, title: string): HTMLIFrameElement {
  const element = document.createElement('iframe');
  element.title = title;
  element.setAttribute('sandbox', SANDBOX);
  const features = ['camera', 'clipboard-write', 'web-share'];
  element.setAttribute('allow', features.map((feature) => `${feature} ${address.origin}`).join('; '));
  element.referrerPolicy = 'no-referrer';
  element.src = address.href;
  return element;
}

/** What is done with each of the frame's messages. */
function receiver(
  element: HTMLIFrameElement,
  discovery: Discovery,
  options: FrameOptions,
  handshake: { resolve(): void; reject(error: unknown): void },
): (data: unknown) => void {
  let kind = '';
  const take = (message: FromFrame): void => {
    switch (message.type) {
      case 'accepted':
        handshake.resolve();
        break;
      case 'refused':
        handshake.reject(refused(message.code, options.clientId));
        break;
      case 'phase':
        if (message.phase.kind !== kind) bringIntoView(element);
        kind = message.phase.kind;
        options.onPhase(message.phase);
        break;
      case 'height':
        element.style.blockSize = `${message.heightPx}px`;
        break;
      case 'expand':
        expand(element, message.why);
        break;
      case 'navigate':
        leave(message.url, discovery);
    }
  };
  return (data) => {
    const message = FromFrameSchema.safeParse(data);
    if (message.success) take(message.data);
  };
}

const refused = (code: 'origin_not_allowed' | 'configuration_invalid', clientId: string) =>
  new ConfigurationError(
    'configuration_invalid',
    code === 'origin_not_allowed'
      ? `The backend does not know ${location.origin} as a page of the client ${clientId}: register the origin there.`
      : 'The frame did not take what this page told it.',
  );

/** Where the person is in the frame, a new screen begins in sight: a frame cannot scroll the page around it. */
function bringIntoView(element: HTMLIFrameElement): void {
  const root = element.getRootNode() as Document | ShadowRoot;
  const { top } = element.getBoundingClientRect();
  if (root.activeElement === element && top < 0) element.scrollIntoView({ block: 'start' });
}

/** Leads this window to the provider, and to nothing else. */
function leave(url: string, { authorization_servers }: Discovery): void {
  const { origin } = new URL(url);
  const known = authorization_servers.some((issuer) => new URL(issuer).origin === origin);
  if (known && isSafeUrl(url)) location.assign(url);
  else console.warn(`family-auth: the frame asked to leave for ${origin}, which is none of the provider's.`);
}

/** The page's custom properties that cross, as they stand on `host`. */
export function styleOf(host: Element): Readonly<Record<string, string>> {
  const computed = getComputedStyle(host);
  const all = Object.keys(STYLE).map((name) => [name, computed.getPropertyValue(name)] as const);
  return safeStyle(Object.fromEntries(all.filter(([, value]) => value !== '')));
}
