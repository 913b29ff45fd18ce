import '../../src/define.ts';
import { expect, waitUntil } from '@open-wc/testing';
import { DISCOVERY } from '../session/support/discovery.ts';

describe('<family-auth> with a session of its own', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows a backend that cannot be reached as a problem with a way on', async () => {
    const element = document.createElement('family-auth');
    element.backend = 'http://127.0.0.1:9';
    element.clientId = 'demo';
    document.body.append(element);
    await waitUntil(() => element.phase.kind === 'problem', 'no problem is shown', { timeout: 100_000 });
    const { phase } = element;
    expect(phase.actions?.length).to.be.greaterThan(0);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelectorAll('button').length).to.be.greaterThan(0);
  });

  describe('at a backend of another site', () => {
    const { fetch } = globalThis;
    afterEach(() => {
      globalThis.fetch = fetch;
    });

    async function codeAt(frameUri: string | undefined, attributes = {}): Promise<string | undefined> {
      const backend = 'https://social-security.example';
      const answer = {
        ...DISCOVERY,
        issuer: backend,
        ...(frameUri === undefined ? {} : { frame_uri: frameUri }),
      };
      globalThis.fetch = async () => Response.json(answer);
      const element = document.createElement('family-auth');
      Object.assign(element, { backend, clientId: 'demo', ...attributes });
      document.body.append(element);
      await waitUntil(() => element.phase.kind === 'problem', 'no problem is shown', { timeout: 10_000 });
      expect(element.shadowRoot!.querySelector('iframe')).to.equal(null);
      return element.phase.code;
    }

    it('says that there can be no frame, and does not run in the page instead', async () => {
      expect(await codeAt(undefined)).to.equal('isolation_unavailable');
    });

    it("takes no frame on the page's own origin, which would keep nothing from it", async () => {
      expect(await codeAt(`${location.origin}/frame/`)).to.equal('isolation_unavailable');
    });

    for (const isolation of ['frame', 'inline']) {
      it(`believes no document that is not signed by the key which the page pins, with isolation ${isolation}`, async () => {
        const attributes = { isolation, trust: `${'A'.repeat(43)} ${'B'.repeat(43)}` };
        const address = 'https://social-security.example/frame/';
        expect(await codeAt(address, attributes)).to.equal('metadata_not_authentic');
      });
    }
  });
});
