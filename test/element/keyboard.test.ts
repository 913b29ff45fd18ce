import '../../src/define.ts';
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { FamilyAuthElement } from '../../src/element/family-auth.ts';
import type { Phase } from '../../src/session/phase.ts';
import type { FlowRequest } from '../../src/session/request.ts';
import { facePhases, flowPhases } from '../../stories/phases.ts';

async function play(phase: Phase) {
  const requests: FlowRequest[] = [];
  const element: FamilyAuthElement = document.createElement('family-auth');
  let listener: (phase: Phase) => void = () => {};
  element.flow = {
    phase,
    subscribe: (follow) => {
      listener = follow;
      return () => {};
    },
    send: (request) => void requests.push(request),
  };
  document.body.append(element);
  await element.updateComplete;
  await element.updateComplete;
  const publish = async (next: Phase) => {
    listener(next);
    await element.updateComplete;
  };
  return { element, requests, publish };
}

const press = (...keys: string[]) =>
  keys.reduce<Promise<void>>((before, key) => before.then(() => sendKeys({ press: key })), Promise.resolve());

describe('<family-auth> by keyboard alone', () => {
  afterEach(() => document.body.replaceChildren());

  it('the form is filled in and sent off with Enter', async () => {
    const { element, requests } = await play(flowPhases.Details);
    await press('Tab');
    expect(element.shadowRoot!.activeElement?.id).to.equal('name');
    await sendKeys({ type: 'ANNA' });
    await press('Enter');
    expect(requests.at(-1)).to.deep.equal({ kind: 'next' });
    const typed = requests.at(-2);
    expect(typed?.kind === 'change_details' && typed.draft.name).to.equal('ANNA');
  });

  it('a button that goes with what it was for leaves the focus at the line that is said now', async () => {
    const { element, publish } = await play(facePhases.PromptTurnLeft);
    element.shadowRoot!.querySelector<HTMLElement>('[part~=button-swap]')!.focus();
    await publish({ ...facePhases.PromptTurnRight, canSwap: false });
    expect(element.shadowRoot!.querySelector('[part~=button-swap]')).to.equal(null);
    expect(element.shadowRoot!.activeElement?.id).to.equal('title');
  });

  it('a consent is read, ticked and agreed to', async () => {
    const { requests } = await play(flowPhases.ConsentComplete);
    // Box, box, the main button.
    await press('Tab', 'Space', 'Tab', 'Tab', 'Enter');
    expect(requests.map(({ kind }) => kind)).to.deep.equal(['set_consent', 'agree']);
  });
});
