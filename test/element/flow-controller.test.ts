import '../../src/define.ts';
import { expect, waitUntil } from '@open-wc/testing';

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
    expect(element.shadowRoot!.querySelectorAll('button').length).to.be.greaterThan(0);
  });
});
