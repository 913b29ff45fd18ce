// The page that the provider sends people back to. In a popup it hands the answer to the page that opened it and
// closes; after a redirect it puts the answer where the page left its record and goes back there. Where the window was led away from
// within a frame, it goes back to the page that holds the frame, if that is a registered portal's.

import { type CallbackMessage, callbackChannel } from './popup-callback.ts';
import { readRedirect, writeRedirect } from './redirect-record.ts';
import { returnToOf, withAnswer } from './top-window.ts';

/** Leaves the message time to go out before the window closes. */
const CLOSE_AFTER_MS = 400;

const { search, origin } = location;
history.replaceState(null, '', location.pathname);
const state = new URLSearchParams(search).get('state');
const portal = returnToOf(state ?? '', portalOrigins());
if (portal !== null) location.replace(withAnswer(portal, search));
else if (state !== null) {
  const record = readRedirect(sessionStorage);
  if (record?.pending.state === state && new URL(record.returnTo).origin === origin) {
    writeRedirect(sessionStorage, { ...record, search });
    location.replace(record.returnTo);
  } else {
    handOver({ type: 'family-auth:callback', state, search });
  }
}

/** Origins of the portals that may hold the frame, as the backend wrote them into this page; on a portal's own callback page none. */
function portalOrigins(): readonly string[] {
  return JSON.parse(document.getElementById('family-auth-portals')?.textContent ?? '[]');
}

function handOver(message: CallbackMessage): void {
  const channel = new BroadcastChannel(callbackChannel(message.state));
  channel.postMessage(message);
  (opener as Window | null)?.postMessage(message, origin);
  document.documentElement.dataset.done = '';
  setTimeout(() => {
    channel.close();
    close();
  }, CLOSE_AFTER_MS);
}
