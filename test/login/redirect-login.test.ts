import { expect } from '@open-wc/testing';

/** What the portal in the frame says when it has loaded. */
interface Word {
  readonly sub: string | null;
  readonly jkt?: string;
  readonly hash: string;
}

const PORTAL = '/test/login/fixtures/portal.html#/family';

function nextWord(): Promise<Word> {
  return new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }));
}

describe('a log-in by redirect', () => {
  let frame: HTMLIFrameElement;
  const say = (what: string) => frame.contentWindow!.postMessage(what, location.origin);

  before(() => {
    sessionStorage.clear();
    indexedDB.deleteDatabase('family-auth');
  });
  afterEach(() => frame.remove());

  it('comes back to the page it left, stays over a reload with the same key, and ends with log-out', async () => {
    frame = document.createElement('iframe');
    frame.src = PORTAL;
    const first = nextWord();
    document.body.append(frame);
    expect((await first).sub).to.equal(null);

    const second = nextWord();
    say('leave');
    const back = await second;
    expect(back.sub).to.equal('operator-1');
    expect(back.hash).to.equal('#/family');
    expect(sessionStorage.length).to.equal(0);

    const third = nextWord();
    say('reload');
    const reloaded = await third;
    expect(reloaded.sub).to.equal('operator-1');
    expect(reloaded.jkt).to.equal(back.jkt);

    const fourth = nextWord();
    say('log out');
    expect((await fourth).sub).to.equal(null);
  });
});
