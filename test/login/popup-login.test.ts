import { expect } from '@open-wc/testing';
import { memoryStore } from '../../src/base/key-value-store.ts';
import { createBrowserLogin } from '../../src/login/browser-login.ts';
import type { Login } from '../../src/login/login-session.ts';
import { callbackChannel } from '../../src/login/popup-callback.ts';
import { answerTo, CLIENT_ID, discovery, fakeProvider, pushed } from './fixtures/fake-provider.ts';

const CALLBACK = new URL('/test/login/fixtures/callback.html', location.href).href;

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error) => error.code,
  );
}

describe('a log-in by popup', () => {
  const realOpen = window.open;
  let onNavigate: (url: string) => void;
  let opened: { url: string; closed: boolean }[];
  const loginWith = (deadlineMs?: number): Login =>
    createBrowserLogin({
      discovery,
      clientId: CLIENT_ID,
      redirectUri: CALLBACK,
      fetch: fakeProvider(),
      store: memoryStore(),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });

  beforeEach(() => {
    opened = [];
    onNavigate = () => {};
    // The popup reads `closed` from the start, as under a provider that cuts the opener (COOP).
    window.open = ((url: string) => {
      const popup = { url, closed: true };
      opened.push(popup);
      return {
        closed: true,
        location: { replace: (to: string) => onNavigate(to) },
        close: () => {
          popup.url = 'closed';
        },
      };
    }) as unknown as typeof window.open;
  });
  after(() => {
    window.open = realOpen;
  });

  const answer = (search: string) => ({ type: 'family-auth:callback', state: pushed().state, search });

  it('opens its window in the very call, then goes to the provider, and hears the broadcast', async () => {
    let visited = '';
    onNavigate = (url) => {
      visited = url;
      const channel = new BroadcastChannel(callbackChannel(pushed().state!));
      channel.postMessage(answer(answerTo(pushed())));
      channel.close();
    };
    const started = loginWith().start({});
    expect(opened.map(({ url }) => url)).to.deep.equal(['about:blank']);
    const session = await started;
    expect(session.sub).to.equal('operator-1');
    expect(visited).to.match(/^https:\/\/provider\.example\/auth\?client_id=test-portal&request_uri=/);
    expect(opened[0]!.url).to.equal('closed');
    const parameters = pushed();
    expect(parameters.code_challenge_method).to.equal('S256');
    expect(parameters.redirect_uri).to.equal(CALLBACK);
    expect(parameters.resource).to.equal('https://api.example/v1');
  });

  it('hears a message of its own origin and ignores one of another', async () => {
    onNavigate = () => {
      const good = answer(answerTo(pushed()));
      const evil = answer(answerTo({ ...pushed(), state: 'forged' }));
      window.dispatchEvent(new MessageEvent('message', { origin: 'https://evil.example', data: evil }));
      window.dispatchEvent(
        new MessageEvent('message', { origin: location.origin, data: { state: 'other' } }),
      );
      window.dispatchEvent(new MessageEvent('message', { origin: location.origin, data: good }));
    };
    expect((await loginWith().start({})).sub).to.equal('operator-1');
  });

  it('says that the popup was blocked', async () => {
    window.open = () => null;
    expect(await codeOf(loginWith().start({}))).to.equal('login_popup_blocked');
  });

  it('ends by the caller’s cancel and by its deadline, not because the window reads closed', async () => {
    const cancel = new AbortController();
    onNavigate = () => cancel.abort();
    expect(await codeOf(loginWith().start({ signal: cancel.signal }))).to.equal('login_cancelled');
    expect(opened[0]!.url).to.equal('closed');
    onNavigate = () => {};
    expect(await codeOf(loginWith(400).start({}))).to.equal('login_expired');
  });

  it('tells a person who turned back at the provider from a refusal', async () => {
    for (const [error, code] of [
      ['access_denied', 'login_cancelled'],
      ['temporarily_unavailable', 'login_refused'],
    ]) {
      onNavigate = () => {
        const query = new URLSearchParams({
          error: error!,
          state: pushed().state!,
          iss: 'https://provider.example',
        });
        window.dispatchEvent(
          new MessageEvent('message', { origin: location.origin, data: answer(`?${query}`) }),
        );
      };
      expect(await codeOf(loginWith().start({}))).to.equal(code);
    }
  });
});

describe('a log-in of somebody else, for once', () => {
  const realOpen = window.open;
  before(() => {
    window.open = (() => ({
      closed: false,
      location: {
        replace: () => {
          const { state } = pushed();
          const channel = new BroadcastChannel(callbackChannel(state!));
          channel.postMessage({ type: 'family-auth:callback', state, search: answerTo(pushed()) });
          channel.close();
        },
      },
      close: () => {},
    })) as unknown as typeof window.open;
  });
  after(() => {
    window.open = realOpen;
  });

  it('has a key and tokens of its own, asks for the password, and leaves the one who is logged in alone', async () => {
    const store = memoryStore();
    const options = { discovery, clientId: CLIENT_ID, redirectUri: CALLBACK, fetch: fakeProvider(), store };
    const login = createBrowserLogin(options);
    const operator = await login.start({});
    const before = await operator.headersFor('GET', 'https://api.example/v1/me');

    const guest = await login.startGuest!({});
    expect(pushed()).to.include({ prompt: 'login', max_age: '0' });
    expect(guest.jkt).not.to.equal(operator.jkt);
    await guest.logout();

    const after = await operator.headersFor('GET', 'https://api.example/v1/me');
    expect(after.Authorization).to.equal(before.Authorization);
    expect((await login.restore())?.jkt).to.equal(operator.jkt);
    expect((await createBrowserLogin(options).restore())?.jkt).to.equal(operator.jkt);

    // The provider's cookie is the guest's now: the next log-in must ask for the password, the one after need not.
    await login.start({});
    expect(pushed().prompt).to.equal('login');
    await login.start({});
    expect(pushed().prompt).to.equal(undefined);
  });
});

describe('the callback page', () => {
  it('hands the answer to the page that opened it, and keeps it out of the address', async () => {
    const channel = new BroadcastChannel(callbackChannel('state-1'));
    const heard = new Promise<MessageEvent>((resolve) => {
      channel.onmessage = resolve;
    });
    const frame = document.createElement('iframe');
    frame.src = `${CALLBACK}?code=code-1&state=state-1&iss=https%3A%2F%2Fprovider.example`;
    document.body.append(frame);
    const { data } = await heard;
    expect(data.state).to.equal('state-1');
    expect(new URLSearchParams(data.search).get('code')).to.equal('code-1');
    expect(frame.contentWindow!.location.search).to.equal('');
    frame.remove();
    channel.close();
  });

  it('does nothing when it is opened without an answer', async () => {
    const frame = document.createElement('iframe');
    frame.src = CALLBACK;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    expect(frame.contentWindow!.location.pathname).to.equal(new URL(CALLBACK).pathname);
    frame.remove();
  });
});
