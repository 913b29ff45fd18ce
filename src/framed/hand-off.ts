// The page that a backend serves at `hand_off_uri`: a phone does the evidence of a draft that was made elsewhere. It runs on the backend's
// own origin, in no frame, and nobody logs in: what leads to the draft came behind `#`, and is taken out of the address at once.

import { FramedElement } from './framed-element.ts';

/** What the backend writes into the page. */
interface HandOffConfig {
  readonly issuer: string;
}

const TICKET = /^[A-Za-z0-9_-]{40,128}$/;

const config: HandOffConfig = JSON.parse(
  document.getElementById('family-auth-hand-off')?.textContent ?? 'null',
);
if (window.parent === window) begin();

function begin(): void {
  const ticket = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname);
  customElements.define('family-auth-framed', FramedElement);
  const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  document.documentElement.lang = language;
  const element = new FramedElement(
    {
      backend: config.issuer,
      clientId: 'hand-off',
      redirectUri: new URL('../frame/callback.html', location.href).href,
      assetsUrl: new URL('../assets/', location.href).href,
      engine: 'auto',
      pace: 'standard',
      tell: () => {},
    },
    { isolation: 'hand_off', handOffTicket: TICKET.test(ticket) ? ticket : null },
  );
  element.lang = language;
  document.querySelector('main')?.prepend(element);
  // Another symbol scanned with the page still open begins anew.
  window.addEventListener('hashchange', () => location.reload());
  element.dispatchEvent(new CustomEvent('family-auth-framed', { bubbles: true }));
}
