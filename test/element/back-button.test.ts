import '../../src/define.ts';
import { expect } from '@open-wc/testing';
import type { FamilyAuthElement } from '../../src/element/family-auth.ts';
import type { Phase } from '../../src/session/phase.ts';
import { facePhases, flowPhases, resultPhases } from '../../stories/phases.ts';

async function play(phase: Phase, backButton?: 'flow' | 'page') {
  const asked: string[] = [];
  const element: FamilyAuthElement = document.createElement('family-auth');
  if (backButton) element.backButton = backButton;
  let listener: (phase: Phase) => void = () => {};
  const flow = {
    phase,
    subscribe: (follow: (phase: Phase) => void) => {
      listener = follow;
      return () => {};
    },
    send: ({ kind }: { kind: string }) => void asked.push(kind),
  };
  element.flow = flow;
  document.body.append(element);
  await element.updateComplete;
  await element.updateComplete;
  const publish = async (next: Phase) => {
    flow.phase = next;
    listener(next);
    await element.updateComplete;
  };
  return { element, asked, publish };
}

/** Presses Back and waits until the browser has gone there. */
async function pressBack() {
  const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
  history.back();
  await gone;
}

const leaving = () => {
  const event = new Event('beforeunload', { cancelable: true });
  dispatchEvent(event);
  return event.defaultPrevented;
};

describe("the browser's Back", () => {
  let place = 0;
  beforeEach(() => {
    place += 1;
    history.pushState({ ofThePage: place }, '');
  });
  afterEach(() => document.body.replaceChildren());

  it('goes back by one screen within the flow, as often as it is pressed, and the page keeps its place', async () => {
    const { asked, publish } = await play(flowPhases.Consent);
    await pressBack();
    expect(asked).to.deep.equal(['back']);
    await publish(flowPhases.Details);
    await pressBack();
    expect(asked).to.deep.equal(['back', 'back']);
    expect(history.state.ofThePage).to.equal(place);
  });

  it('leaves the page from the first screen by one press, also after the flow came back to it by itself', async () => {
    const before = history.state.ofThePage - 1;
    history.replaceState({ ofThePage: before }, '');
    history.pushState({ ofThePage: place }, '');
    const { asked, publish } = await play(flowPhases.Details);
    await publish(flowPhases.Family);
    const places: unknown[] = [];
    const arrived = new Promise<void>((resolve) => {
      addEventListener('popstate', function follow({ state }) {
        places.push(state?.ofThePage);
        if (places.length < 2) return;
        removeEventListener('popstate', follow);
        resolve();
      });
    });
    history.back();
    await arrived;
    expect(places).to.deep.equal([place, before]);
    expect(asked).to.deep.equal([]);
  });

  it('breaks off a log-in that is under way, not the flow', async () => {
    const { asked } = await play(flowPhases.LoggingIn);
    await pressBack();
    expect(asked).to.deep.equal(['cancel_login']);
  });

  it('is the page’s own where the page says so', async () => {
    const { asked } = await play(flowPhases.Details, 'page');
    expect(history.state).to.deep.equal({ ofThePage: place });
    await pressBack();
    expect(asked).to.deep.equal([]);
  });
});

describe('leaving the page', () => {
  afterEach(() => document.body.replaceChildren());

  it('is asked about where something would have to be done again, and nowhere else', async () => {
    const { publish } = await play(flowPhases.Family);
    expect(leaving(), 'family').to.equal(false);
    await publish(flowPhases.Details);
    expect(leaving(), 'details').to.equal(true);
    await publish(flowPhases.LoggingIn);
    expect(leaving(), 'a log-in on this page').to.equal(false);
    await publish(facePhases.PromptHold);
    expect(leaving(), 'in front of the camera').to.equal(true);
    await publish(resultPhases.Waiting);
    expect(leaving(), 'waiting').to.equal(false);
  });

  it('is no longer asked about once the element is gone', async () => {
    const { element } = await play(flowPhases.Details);
    element.remove();
    await Promise.resolve();
    expect(leaving()).to.equal(false);
  });
});
