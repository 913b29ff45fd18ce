import '../../src/define.ts';
import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { FamilyAuthElement } from '../../src/element/family-auth.ts';
import { BUNDLE_NAMES } from '../../src/landmarks/asset-names.ts';
import { DISCOVERY_PATH } from '../../src/protocol/discovery.ts';
import type { Phase } from '../../src/session/phase.ts';
import { allPhases, flowPhases, resultPhases } from '../../stories/phases.ts';
import { DISCOVERY } from '../session/support/discovery.ts';

/** A flow of the page's own that shows what the test says. */
function scripted(first: Phase) {
  const listeners = new Set<(phase: Phase) => void>();
  return {
    phase: first,
    subscribe(listener: (phase: Phase) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send() {},
    publish(next: Phase) {
      this.phase = next;
      for (const listener of listeners) listener(next);
    },
  };
}

async function put(element: FamilyAuthElement, into: HTMLElement = document.body) {
  into.append(element);
  await element.updateComplete;
  await element.updateComplete;
}

async function show(first: Phase, into?: HTMLElement) {
  const element = document.createElement('family-auth');
  element.lang = 'zh-CN';
  const flow = scripted(first);
  element.flow = flow;
  await put(element, into);
  return { element, flow };
}

/** What a test leaves behind ends before the next one listens. */
function clear(): void {
  for (const element of document.querySelectorAll('family-auth')) element.close();
  document.body.replaceChildren();
}

const textOf = (element: FamilyAuthElement) => element.shadowRoot!.textContent!.replace(/\s+/g, ' ').trim();
const find = <Found extends HTMLElement>(element: FamilyAuthElement, selector: string) =>
  element.shadowRoot!.querySelector<Found>(selector)!;
/** A task later, as a framework puts back what it took out; a frame may be long in coming on a busy machine. */
const nextTask = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });

/** The ends that a target hears of, as `type reason`. */
function endsAt(target: EventTarget): string[] {
  const heard: string[] = [];
  for (const type of ['family-auth-complete', 'family-auth-error', 'family-auth-close'] as const) {
    target.addEventListener(type, (event) => {
      const { reason } = (event as CustomEvent<{ reason?: string }>).detail;
      heard.push(`${type} ${reason}`);
    });
  }
  return heard;
}

describe('<family-auth> that is taken out and put back', () => {
  afterEach(clear);

  it('keeps its place and what was typed, where that happens within a moment', async () => {
    const { element, flow } = await show(flowPhases.Details);
    const ends = endsAt(element);
    find(element, '#name').focus();
    await sendKeys({ type: '李小华' });
    element.remove();
    await nextTask();
    await put(element);
    expect(find<HTMLInputElement>(element, '#name').value).to.equal('李小华');
    flow.publish(flowPhases.Consent);
    await element.updateComplete;
    expect(element.phase.kind).to.equal('consent');
    expect(ends).to.deep.equal([]);
  });

  it('is told of to the document when it stays away, once, also when it went with what it stood in', async () => {
    const box = document.createElement('section');
    document.body.append(box);
    const { element } = await show(flowPhases.Details, box);
    const [own, boxes, documents] = [endsAt(element), endsAt(box), endsAt(document)];
    box.remove();
    await waitUntil(() => documents.length > 0, 'no end is told', { timeout: 60_000 });
    const removed = ['family-auth-close removed'];
    expect({ own, boxes, documents }).to.deep.equal({ own: removed, boxes: removed, documents: removed });
  });

  it('completes where the backend has the submission already', async () => {
    const { element } = await show(flowPhases.Details);
    (element.flow as ReturnType<typeof scripted>).publish(resultPhases.Waiting);
    const documents = endsAt(document);
    element.remove();
    await waitUntil(() => documents.length > 0, 'no end is told', { timeout: 60_000 });
    expect(documents).to.deep.equal(['family-auth-complete undefined']);
  });
});

describe('<family-auth> that the page closes or gives another flow', () => {
  afterEach(clear);

  it('shows nothing any more, says that it was closed, and begins anew when it is put into the page again', async () => {
    const { element } = await show(flowPhases.Details);
    const ends = endsAt(document);
    element.close();
    await element.updateComplete;
    expect(textOf(element)).to.equal('');
    expect(ends).to.deep.equal(['family-auth-close closed']);
    element.remove();
    await put(element);
    expect(textOf(element)).not.to.equal('');
  });

  it('says that the flow was replaced', async () => {
    const { element } = await show(flowPhases.Details);
    const ends = endsAt(document);
    element.flow = scripted(flowPhases.Welcome);
    await element.updateComplete;
    expect(ends).to.deep.equal(['family-auth-close replaced']);
    expect(element.phase.kind).to.equal('welcome');
  });
});

const PROVIDER = {
  issuer: DISCOVERY.authorization_servers[0]!,
  authorization_endpoint: 'https://login.example/auth',
  token_endpoint: 'https://login.example/token',
  pushed_authorization_request_endpoint: 'https://login.example/request',
  code_challenge_methods_supported: ['S256'],
  dpop_signing_alg_values_supported: ['ES256'],
  authorization_response_iss_parameter_supported: true,
};

describe('<family-auth> whose attributes change', () => {
  const real = { fetch: window.fetch, open: window.open, warn: console.warn };
  let asked = 0;
  let warned: string[] = [];
  beforeEach(() => {
    asked = 0;
    warned = [];
    console.warn = (line: string) => void warned.push(line);
    window.open = () => ({ closed: false, close() {}, location: { replace() {} } }) as unknown as Window;
    // A backend that answers, and a log-in provider that takes its time.
    window.fetch = async (input) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url === `${PROVIDER.issuer}/.well-known/openid-configuration`) return Response.json(PROVIDER);
      if (url.endsWith('/manifest.json')) return Response.json({ bundles: BUNDLE_NAMES });
      if (!url.endsWith(DISCOVERY_PATH)) return new Promise<Response>(() => {});
      asked += 1;
      return Response.json({ ...DISCOVERY, issuer: new URL(url).origin });
    };
  });
  afterEach(() => {
    Object.assign(window, { fetch: real.fetch, open: real.open });
    console.warn = real.warn;
    clear();
  });

  async function atWelcome() {
    const element = document.createElement('family-auth');
    element.setAttribute('backend', 'https://backend.example');
    element.setAttribute('client-id', 'portal');
    element.setAttribute('redirect-uri', 'https://portal.example/callback.html');
    element.setAttribute('isolation', 'inline');
    await put(element);
    await untilKind(element, 'welcome');
    return element;
  }

  const untilKind = async (element: FamilyAuthElement, kind: string) => {
    await waitUntil(() => element.phase.kind === kind, `${kind} is not shown`, { timeout: 60_000 });
    await element.updateComplete;
  };

  async function press(element: FamilyAuthElement, part: string) {
    const target = find(element, `[part~="${part}"]`);
    target.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = target.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
  }

  it('keeps its own flow when it is moved, and begins another where it stayed away', async () => {
    const element = await atWelcome();
    element.remove();
    await nextTask();
    await put(element);
    expect([element.phase.kind, asked]).to.deep.equal(['welcome', 1]);
    element.remove();
    await untilKind(element, 'starting');
    await put(element);
    await untilKind(element, 'welcome');
    expect(asked).to.equal(2);
  });

  it('begins anew at once where nobody is in the middle of anything', async () => {
    const element = await atWelcome();
    element.setAttribute('backend', 'https://other.example');
    await waitUntil(() => asked === 2, 'the backend is not asked', { timeout: 60_000 });
    await untilKind(element, 'welcome');
    expect(warned).to.deep.equal([]);
  });

  it('keeps on where somebody is, says so in the console, and takes the change up afterwards', async () => {
    const element = await atWelcome();
    const ends = endsAt(document);
    await press(element, 'button-login');
    await untilKind(element, 'logging_in');
    element.setAttribute('engine', 'wasm');
    await element.updateComplete;
    element.setAttribute('assets-url', '/elsewhere/');
    await element.updateComplete;
    expect([element.phase.kind, asked]).to.deep.equal(['logging_in', 1]);
    expect(warned[0]).to.match(/^family-auth: engine changed while/);
    expect(warned[1]).to.match(/^family-auth: assetsUrl, engine changed while/);
    await press(element, 'button-cancel');
    await waitUntil(() => asked === 2, 'the change was not taken up', { timeout: 60_000 });
    await untilKind(element, 'welcome');
    expect(ends).to.deep.equal([]);
  });
});

describe('several copies of <family-auth>', () => {
  afterEach(clear);

  it('on one page each have a flow of their own', async () => {
    const [first, second] = [await show(flowPhases.Details), await show(flowPhases.Welcome)];
    first.flow.publish(flowPhases.Consent);
    await first.element.updateComplete;
    expect([first.element.phase.kind, second.element.phase.kind]).to.deep.equal(['consent', 'welcome']);
    first.element.close();
    second.flow.publish(flowPhases.Family);
    await second.element.updateComplete;
    expect(textOf(first.element)).to.equal('');
    expect(second.element.phase.kind).to.equal('family');
  });

  it('of the package leave the first in place, and say so in the console', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inner = frame.contentWindow as Window & typeof globalThis;
    const warned: string[] = [];
    inner.console.warn = (line: string) => void warned.push(line);
    class Earlier extends inner.HTMLElement {}
    inner.customElements.define('family-auth', Earlier);
    const script = inner.document.createElement('script');
    script.type = 'module';
    script.src = new URL('../../src/define.ts', import.meta.url).href;
    const loaded = new Promise((resolve) => script.addEventListener('load', resolve));
    inner.document.head.append(script);
    await loaded;
    expect(warned.join()).to.match(/registered already, by another copy/);
    expect(inner.customElements.get('family-auth')).to.equal(Earlier);
  });
});

describe('<family-auth> in a page of another look', () => {
  afterEach(() => {
    clear();
    document.documentElement.removeAttribute('dir');
    document.body.style.cssText = '';
  });

  it('writes its own texts from left to right in a page that is written from right to left, and leaves the page’s line', async () => {
    document.documentElement.dir = 'rtl';
    document.body.style.cssText = 'margin: 0; inline-size: 320px';
    for (const [name, phase] of Object.entries(allPhases)) {
      if (!phase.testSystem) continue;
      const { element } = await show(phase);
      const line = document.createElement('p');
      line.slot = 'footer';
      element.append(line);
      const title = find(element, '#title');
      if (title) expect(getComputedStyle(title).direction, name).to.equal('ltr');
      expect(getComputedStyle(line).direction, name).to.equal('rtl');
      expect(element.scrollWidth, name).to.be.at.most(element.clientWidth);
      element.remove();
    }
  });

  it('changes language and colours while it is shown, and keeps its place', async () => {
    const { element } = await show(flowPhases.Details);
    find(element, '#name').focus();
    await sendKeys({ type: '李小华' });
    element.theme = 'light';
    await element.updateComplete;
    const { color } = getComputedStyle(find(element, '#title'));
    element.setAttribute('theme', 'dark');
    element.setAttribute('lang', 'en');
    await element.updateComplete;
    expect(getComputedStyle(find(element, '#title')).color).not.to.equal(color);
    expect(textOf(element)).to.contain("relative's details");
    expect(find<HTMLInputElement>(element, '#name').value).to.equal('李小华');
  });
});
