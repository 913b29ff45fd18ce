// The page that a backend serves at `frame_uri`: the service in a frame of a portal's page. It runs on the backend's own origin, where no
// script of the portal reaches, and tells the page around it no more than the messages of protocol/frame.ts hold.

import { STYLE, safeStyle } from '../frame/style.ts';
import { noteAnswer } from '../login/redirect-record.ts';
import {
  type FrameHello,
  FrameHelloSchema,
  type FramePhase,
  type FrameSettings,
  type FromFrame,
  frameReady,
  ToFrameSchema,
} from '../protocol/frame.ts';
import { PHASES } from '../session/phase-table.ts';
import type { PublicPhase } from '../session/public-phase.ts';
import { FramedElement } from './framed-element.ts';
import { guardDecisions } from './guard-decisions.ts';
import { isLegible } from './legible.ts';

/** What the backend writes into the page: its issuer, and on which origins each client's pages may hold the frame. */
interface FrameConfig {
  readonly issuer: string;
  readonly portals: readonly { readonly clientId: string; readonly origins: readonly string[] }[];
}

customElements.define('family-auth-framed', FramedElement);

const config: FrameConfig = JSON.parse(document.getElementById('family-auth-frame')?.textContent ?? 'null');
let begun = false;
if (window.parent !== window) {
  window.addEventListener('message', onMessage);
  window.parent.postMessage(frameReady(), '*'); // says nothing: who holds this frame is known by what they answer
}

/** The first word of the page around, which names the client; only that client's own pages are answered. */
function onMessage({ source, origin, data, ports: [port] }: MessageEvent): void {
  if (source !== window.parent || begun || port === undefined) return;
  const hello = FrameHelloSchema.safeParse(data);
  if (!hello.success) return;
  const send = (message: FromFrame) => port.postMessage(message);
  const { clientId, returnTo } = hello.data;
  const known = config.portals.find((portal) => portal.clientId === clientId)?.origins ?? [];
  if (!known.includes(origin) || new URL(returnTo).origin !== origin) {
    send({ type: 'refused', code: known.includes(origin) ? 'configuration_invalid' : 'origin_not_allowed' });
    return;
  }
  begun = true;
  window.removeEventListener('message', onMessage);
  begin(hello.data, port, send);
}

function begin(hello: FrameHello, port: MessagePort, send: (message: FromFrame) => void): void {
  if (hello.callback !== undefined) noteAnswer(sessionStorage, hello.callback);
  let told = '';
  let kind = '';
  let expanded: 'camera' | 'covered' | null = null;
  const expand = (why: typeof expanded) => {
    if (why === expanded) return;
    expanded = why;
    send({ type: 'expand', why });
  };
  const element = new FramedElement(
    {
      backend: config.issuer,
      clientId: hello.clientId,
      redirectUri: new URL('callback.html', location.href).href,
      assetsUrl: new URL('../assets/', location.href).href,
      engine: hello.settings.engine,
      pace: hello.settings.pace,
      tell(phase) {
        const message = JSON.stringify(phase);
        if (message === told) return;
        told = message;
        send({ type: 'phase', phase: wire(phase) });
        if (phase.kind !== kind) expand(usesCamera(phase) ? 'camera' : null);
        kind = phase.kind;
      },
    },
    {
      isolation: 'frame',
      topWindow: { returnTo: hello.returnTo, lead: ({ href }) => send({ type: 'navigate', url: href }) },
    },
  );
  port.onmessage = ({ data }) => {
    const message = ToFrameSchema.safeParse(data);
    if (message.success) apply(element, message.data.settings);
  };
  guardDecisions(element, () => expand('covered'));
  send({ type: 'accepted' });
  document.querySelector('main')?.prepend(element);
  apply(element, hello.settings);
  new ResizeObserver(([entry]) => {
    const heightPx = Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0);
    send({ type: 'height', heightPx });
  }).observe(document.documentElement);
  element.dispatchEvent(new CustomEvent('family-auth-framed', { bubbles: true }));
}

const usesCamera = ({ kind }: PublicPhase): boolean => PHASES[kind].live || kind === 'taking_photo';

/** Its types are wider than the schema's only in that they are read-only. */
const wire = (phase: PublicPhase): FramePhase => JSON.parse(JSON.stringify(phase));

/** What the page around may decide of the look. */
function apply(element: FramedElement, settings: FrameSettings): void {
  document.documentElement.lang = settings.lang;
  element.lang = settings.lang;
  element.elder = settings.elder;
  element.theme = settings.theme;
  element.voice = settings.voice;
  const style = Object.entries(safeStyle(settings.style));
  const setAll = (entries: typeof style) => {
    element.style.cssText = '';
    for (const [name, value] of entries) element.style.setProperty(name, value);
  };
  setAll(style);
  // Known once the element is in the page; before that nothing is shown.
  if (element.isConnected && !isLegible(element)) {
    console.warn(
      'family-auth: the colours of the page are not used, because text could not be read in them (contrast below 4.5:1).',
    );
    setAll(style.filter(([name]) => STYLE[name] !== 'color'));
  }
  element.style.setProperty('--_viewport', `${settings.viewportHeightPx}px`);
  if (settings.style['--family-auth-min-block-size'] === undefined) {
    element.style.setProperty(
      '--family-auth-min-block-size',
      `${Math.min(settings.viewportHeightPx, 640)}px`,
    );
  }
}
