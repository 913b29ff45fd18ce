import { expect } from '@open-wc/testing';
import { createFlow } from '../../src/session/create-flow.ts';
import { browserPage } from '../../src/session/page.ts';

const OPTIONS = {
  clientId: 'portal',
  redirectUri: new URL('/callback.html', location.href).href,
  assetsUrl: new URL('/assets/', location.href).href,
  locale: 'en',
};

async function problemOf(options: { backend: string; fetch?: typeof fetch }) {
  const session = createFlow({ ...OPTIONS, ...options });
  try {
    for await (const phase of session.phases()) if (phase.kind === 'problem') return phase;
    throw new Error('closed');
  } finally {
    await session.close();
  }
}

describe('a session in a browser', () => {
  it('says that a backend cannot be reached', async () => {
    const { situation, actions } = await problemOf({
      backend: 'https://backend.example',
      fetch: async () => {
        throw new TypeError('Failed to fetch');
      },
    });
    expect(situation).to.equal('offline');
    expect(actions).to.deep.equal(['retry']);
  });

  it('says that a configuration cannot work, with no way but another page', async () => {
    const { situation, actions } = await problemOf({ backend: 'http://backend.example' });
    expect(situation).to.equal('configuration_invalid');
    expect(actions).to.deep.equal(['reload']);
  });

  it('takes an address without a discovery document for no backend', async () => {
    const { situation } = await problemOf({
      backend: 'https://backend.example',
      fetch: async () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    });
    expect(situation).to.equal('discovery_invalid');
  });
});

describe('the page', () => {
  it('opens a window within the click and leads it on', async () => {
    const open = window.open;
    const addresses: string[] = [];
    let closed = false;
    const opened = {
      opener: window as Window | null,
      location: { replace: (url: string) => void addresses.push(url) },
      close: () => {
        closed = true;
      },
    };
    window.open = () => opened as unknown as Window;
    try {
      expect(browserPage.openWindow(Promise.resolve('https://a.example/'))).to.equal(true);
      expect(opened.opener).to.equal(null);
      await Promise.resolve();
      expect(addresses).to.deep.equal(['https://a.example/']);
      browserPage.openWindow(Promise.reject(new Error('no link')));
      await new Promise((resolve) => setTimeout(resolve));
      expect(closed).to.equal(true);
      window.open = () => null;
      expect(browserPage.openWindow(Promise.resolve(''))).to.equal(false);
    } finally {
      window.open = open;
    }
  });

  it('hears that the connection is back', async () => {
    const { signal } = new AbortController();
    const back = browserPage.whenOnline(signal);
    window.dispatchEvent(new Event('online'));
    await back;
  });
});
