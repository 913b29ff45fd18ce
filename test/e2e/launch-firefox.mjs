import { findFirefox, noFirefoxMessage } from '../../scripts/find-browser.mjs';
import { createVisitor } from './page-visitor.mjs';

/** Playwright sends them to every Firefox; the long-term releases do not know them yet, and the flows have no use for them. */
const UNKNOWN_TO_FIREFOX = [
  'browser.setDownloadBehavior',
  'emulation.setMediaFeaturesOverride',
  'emulation.setScreenOrientationOverride',
  'emulation.setScreenSettingsOverride',
  'network.addDataCollector',
];

/**
 * Starts an installed Firefox, an unchanged one, and connects playwright to it over WebDriver BiDi.
 *
 * @param {{headless?: boolean}} [options] `headless`: default true.
 * @returns {Promise<{browser: import('playwright-core').Browser, executable: string, close(): Promise<void>}>}
 *   `browser.contexts()[0]` is a fresh profile's context.
 */
export async function launchFirefox({ headless = true } = {}) {
  const executable = findFirefox();
  if (!executable) throw new Error(noFirefoxMessage);
  const { firefox } = await import('playwright-core');
  speakItsDialect(firefox);
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: executable, headless });
  try {
    visitPages(await browser.newContext({ viewport: null }));
  } catch (error) {
    await browser.close();
    throw error;
  }
  return { browser, executable, close: () => browser.close() };
}

/**
 * Scripts go into a page once it is loaded: with one before a page's own, Firefox 140 now and then leaves a page that comes from
 * another origin unread.
 */
function visitPages(context) {
  const { newPage } = context;
  context.newPage = async () => {
    const page = await newPage.call(context);
    const visitor = createVisitor((call, arg) => page.evaluate(call, arg));
    const { goto } = page;
    page.once('close', visitor.stop);
    page.on('popup', keepSize);
    return Object.assign(page, {
      addInitScript: visitor.add,
      exposeFunction: visitor.expose,
      async goto(url) {
        await goto.call(page, url);
        await visitor.visit();
      },
    });
  };
}

/** A window whose size was set comes to a page of another origin and leaves that unread: it keeps the size it has. */
function keepSize(popup) {
  popup.setViewportSize = async () => {};
}

/**
 * Answers those commands in Firefox's place, and has functions called without `eval`, which a page's policy forbids in Firefox: the
 * policy stays in force. Playwright offers no door for this; it runs in this process, though.
 */
function speakItsDialect(firefox) {
  const bidi = firefox._connection.toImpl(firefox)._bidiFirefox;
  const { connectToTransport } = bidi;
  if (connectToTransport.name === 'connectInDialect') return;
  bidi.connectToTransport = function connectInDialect(transport, options) {
    const { send } = transport;
    transport.send = (message) => {
      if (!UNKNOWN_TO_FIREFOX.includes(message.method)) return send.call(transport, withoutEval(message));
      queueMicrotask(() => transport.onmessage({ type: 'success', id: message.id, result: {} }));
    };
    return connectToTransport.call(this, transport, options);
  };
}

/** How playwright calls a function in a page: its text is the fourth argument, and goes through `utilityScript.global.eval`. */
const CALL = '(utilityScript, ...args) => utilityScript.evaluate(...args)';
/** Its help for typing, which it puts into pages by `eval`. */
const TYPING = 'window.__pw_bidiInsertText(';

/** As playwright's own, by Firefox's hand: a focused frame is handed back, to go on in its page. */
function insertText(text) {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused?.localName === 'iframe') return focused;
  document.execCommand('insertText', false, text);
}

function withoutEval(message) {
  const { method, params } = message;
  if (method !== 'script.callFunction' || params.functionDeclaration !== CALL) return message;
  const text = params.arguments[3].value;
  const called = text.includes(TYPING) ? String(insertText) : text;
  const functionDeclaration = `(utilityScript, ...args) => {
    const caller = Object.create(utilityScript, { global: { value: { eval: () => (${called}\n) } } });
    return caller.evaluate(...args);
  }`;
  return { ...message, params: { ...params, functionDeclaration } };
}
