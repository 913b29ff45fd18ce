import '../../src/define.ts';
import { expect, waitUntil } from '@open-wc/testing';
import type { Phase } from '../../src/session/phase.ts';
import type { FlowRequest } from '../../src/session/request.ts';
import { facePhases, flowPhases, problemPhases, resultPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

/** A session that publishes what the test says and keeps what the element asks for. */
function scripted(first: Phase) {
  const requests: FlowRequest[] = [];
  const listeners = new Set<(phase: Phase) => void>();
  let phase = first;
  return {
    requests,
    get phase() {
      return phase;
    },
    subscribe(listener: (phase: Phase) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send: (request: FlowRequest) => void requests.push(request),
    publish(next: Phase) {
      phase = next;
      for (const listener of listeners) listener(next);
    },
  };
}

async function play(first: Phase) {
  const session = scripted(first);
  const element = createPreview();
  element.lang = 'zh-CN';
  element.flow = session;
  document.body.append(element);
  await element.updateComplete;
  const find = <Found extends HTMLElement>(selector: string) => {
    const found = element.shadowRoot!.querySelector<Found>(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };
  return {
    element,
    find,
    requests: session.requests,
    press: (name: string) => find(`[part~="button-${name}"]`).click(),
    async publish(phase: Phase) {
      session.publish(phase);
      await element.updateComplete;
    },
    async type(selector: string, text: string) {
      const input = find<HTMLInputElement>(selector);
      input.value = text;
      input.dispatchEvent(new Event('input'));
      await element.updateComplete;
    },
    async choose(selector: string, value: string) {
      const select = find<HTMLSelectElement>(selector);
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await element.updateComplete;
    },
    focused: () => element.shadowRoot!.activeElement,
  };
}

const appealed: FlowRequest[] = [{ kind: 'send_appeal', text: '请再看看' }];

describe('<family-auth> hands up what the person asks', () => {
  afterEach(() => document.body.replaceChildren());

  const buttons: readonly [Phase, button: string, FlowRequest][] = [
    [flowPhases.Welcome, 'login', { kind: 'login' }],
    [flowPhases.Welcome, 'register', { kind: 'register' }],
    [flowPhases.LoggingIn, 'cancel', { kind: 'cancel_login' }],
    [flowPhases.Family, 'add', { kind: 'add_relative' }],
    [flowPhases.Family, 'open', { kind: 'open_relative', key: 'card_0001' }],
    [flowPhases.Family, 'logout', { kind: 'logout' }],
    [flowPhases.Details, 'next', { kind: 'next' }],
    [flowPhases.Details, 'back', { kind: 'back' }],
    [flowPhases.ConsentComplete, 'agree', { kind: 'agree' }],
    [flowPhases.Consent, 'other-method', { kind: 'choose_method', method: null }],
    [flowPhases.ChooseMethod, 'document_review', { kind: 'choose_method', method: 'document_review' }],
    [flowPhases.PhotosOfDocument, 'take-id_document', { kind: 'take_photo', role: 'id_document' }],
    [{ ...flowPhases.PhotosOfDocument, complete: true }, 'submit', { kind: 'next' }],
    [flowPhases.PhotosOfDocument, 'take-id_document_back', { kind: 'take_photo', role: 'id_document_back' }],
    [flowPhases.PhotosInDoubt, 'keep-id_document', { kind: 'keep_photo', role: 'id_document' }],
    [flowPhases.CameraForDocumentBack, 'switch-camera', { kind: 'switch_camera', deviceId: 'rear' }],
    [{ ...flowPhases.CameraForPhotoOpening, preview: new MediaStream() }, 'shutter', { kind: 'shutter' }],
    [facePhases.GetReady, 'open-camera', { kind: 'open_camera' }],
    [facePhases.GetReady, 'other-method', { kind: 'choose_method', method: null }],
    [facePhases.SlowDevice, 'in_person', { kind: 'choose_method', method: 'in_person' }],
    [facePhases.SlowDevice, 'open-camera', { kind: 'open_camera' }],
    [facePhases.SlowDeviceNoCamera, 'back', { kind: 'back' }],
    [facePhases.PermissionExplained, 'allow', { kind: 'allow_camera' }],
    [facePhases.Framing, 'switch-camera', { kind: 'switch_camera', deviceId: 'front' }],
    [facePhases.Framing, 'voice', { kind: 'set_voice', voice: false }],
    [facePhases.PromptHold, 'swap', { kind: 'swap_action' }],
    [facePhases.PromptHold, 'other-method', { kind: 'choose_method', method: null }],
    [facePhases.OnceMore, 'retry', { kind: 'retry' }],
    [facePhases.OnceMoreWithoutEyes, 'without', { kind: 'set_without', without: 'eyes' }],
    [facePhases.OnceMoreWithoutHead, 'without', { kind: 'set_without', without: 'head' }],
    [resultPhases.Waiting, 'family', { kind: 'back_to_family' }],
    [resultPhases.Approved, 'card', { kind: 'show_card' }],
    [resultPhases.RejectedFace, 'retry', { kind: 'retry' }],
    [resultPhases.RejectedFace, 'appeal', { kind: 'appeal' }],
    [resultPhases.Card, 'code', { kind: 'show_code' }],
    [resultPhases.Card, 'service', { kind: 'open_service', service: 'pension' }],
    [resultPhases.Card, 'unbind', { kind: 'unbind' }],
    [resultPhases.ConfirmUnbind, 'confirm', { kind: 'confirm' }],
    [resultPhases.ConfirmUnbind, 'back', { kind: 'back' }],
    [problemPhases.CameraDenied, 'retry', { kind: 'retry' }],
    [problemPhases.LoginPopupBlocked, 'redirect-login', { kind: 'redirect_login' }],
  ];
  for (const [phase, button, request] of buttons) {
    it(`${phase.kind}: ${button}`, async () => {
      const { press, requests } = await play(phase);
      press(button);
      expect(requests).to.deep.equal([request]);
    });
  }

  it('a tick in a consent is that consent alone', async () => {
    const { find, requests } = await play(flowPhases.Consent);
    find('input[name="consent-face"]').click();
    expect(requests).to.deep.equal([{ kind: 'set_consent', noticeId: 'face', accepted: true }]);
  });

  it('no box is ticked before the person ticks it', async () => {
    const { element } = await play(flowPhases.Consent);
    expect(element.shadowRoot!.querySelectorAll('input:checked').length).to.equal(0);
  });

  it('agreeing too early asks for nothing and says what is missing', async () => {
    const { press, requests, element, focused } = await play(flowPhases.Consent);
    press('agree');
    await element.updateComplete;
    expect(requests).to.deep.equal([]);
    expect(focused()?.id).to.equal('missing');
  });

  it('what is to be spared is asked for under a question that stays closed until it is opened', async () => {
    const { find, requests, publish, element } = await play(facePhases.GetReady);
    const details = find<HTMLDetailsElement>('[part=without]');
    const option = (value: string) => find<HTMLInputElement>(`input[name="without"][value="${value}"]`);
    expect([details.open, option('nothing').checked]).to.deep.equal([false, true]);
    find('[part=without] summary').click();
    await element.updateComplete;
    option('head').click();
    await publish({ ...facePhases.GetReady, without: 'head' });
    option('nothing').click();
    await publish(facePhases.GetReady);
    expect(requests).to.deep.equal([
      { kind: 'set_without', without: 'head' },
      { kind: 'set_without', without: null },
    ]);
    expect([details.open, option('nothing').checked]).to.deep.equal([true, true]);
  });

  it('what is spared is in sight, and nothing is offered where the backend knows of nothing', async () => {
    const { find, publish, element } = await play(facePhases.GetReadyWithoutEyes);
    expect(find<HTMLDetailsElement>('[part=without]').open).to.equal(true);
    expect(find<HTMLInputElement>('input[name="without"]:checked').value).to.equal('eyes');
    await publish({ ...facePhases.GetReady, canSpare: ['head'] });
    expect(element.shadowRoot!.querySelectorAll('input[name="without"]').length).to.equal(2);
    await publish({ ...facePhases.GetReady, canSpare: [] });
    expect(element.shadowRoot!.querySelector('[part=without]')).to.equal(null);
  });

  it('an appeal is sent with its text, and not without', async () => {
    const { press, requests, type } = await play(resultPhases.Appealing);
    press('send-appeal');
    expect(requests).to.deep.equal([]);
    await type('#appeal', ' 请再看看 ');
    press('send-appeal');
    expect(requests).to.deep.equal(appealed);
  });

  it('a photo is handed up as it was chosen', async () => {
    const { find, requests } = await play(flowPhases.PhotosOfDocument);
    const input = find<HTMLInputElement>('input[name="id_document"]');
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'card.jpg', { type: 'image/jpeg' }));
    input.files = transfer.files;
    input.dispatchEvent(new Event('change'));
    const [request] = requests;
    expect(request?.kind === 'set_photo' && request.role === 'id_document' && request.photo?.size).to.equal(
      1,
    );
  });

  it('a screen that is busy takes no second press', async () => {
    const { find, requests } = await play(flowPhases.ConsentBusy);
    find('button.primary').click();
    expect(requests).to.deep.equal([]);
  });
});

describe('<family-auth> keeps what was typed', () => {
  afterEach(() => document.body.replaceChildren());

  it('a late phase does not undo typing', async () => {
    const { type, publish, find } = await play(flowPhases.Details);
    await type('#name', '李');
    await type('#name', '李小华');
    await publish({ ...flowPhases.Details, draft: { ...flowPhases.Details.draft, name: '李' } });
    expect(find<HTMLInputElement>('#name').value).to.equal('李小华');
  });

  it('each change carries everything typed so far', async () => {
    const { type, choose, requests } = await play(flowPhases.Details);
    await type('#name', '李小华');
    await choose('#idType', 'passport');
    await choose('#relationship', 'mother');
    const last = requests.at(-1);
    expect(last?.kind === 'change_details' && last.draft).to.deep.equal({
      name: '李小华',
      idType: 'passport',
      number: '',
      birthdate: '',
      country: '',
      relationship: 'mother',
    });
  });

  it('a problem in between keeps the form and the appeal', async () => {
    const { type, publish, find } = await play(resultPhases.Appealing);
    await type('#appeal', '请再看看');
    await publish(problemPhases.Offline);
    await publish(resultPhases.Appealing);
    expect(find<HTMLTextAreaElement>('#appeal').value).to.equal('请再看看');
  });

  it('another relative begins with an empty form', async () => {
    const { type, publish, find } = await play(flowPhases.Details);
    await type('#name', '李小华');
    await publish(flowPhases.Family);
    await publish(flowPhases.Details);
    expect(find<HTMLInputElement>('#name').value).to.equal('');
  });

  it('a passport asks for country and date of birth, an identity card does not', async () => {
    const { choose, element } = await play(flowPhases.Details);
    const asks = (id: string) => element.shadowRoot!.getElementById(id) !== null;
    await choose('#idType', 'resident_id_card');
    expect([asks('country'), asks('birthdate')]).to.deep.equal([false, false]);
    await choose('#idType', 'passport');
    expect([asks('country'), asks('birthdate')]).to.deep.equal([true, true]);
  });
});

describe('<family-auth> leads the focus', () => {
  afterEach(() => document.body.replaceChildren());

  it('to the heading of each new screen', async () => {
    const { publish, focused } = await play(flowPhases.Welcome);
    await publish(flowPhases.Family);
    expect(focused()?.id).to.equal('title');
  });

  it('not at the first screen, and not away from the rest of the page', async () => {
    const { publish, focused } = await play(flowPhases.Welcome);
    expect(focused()).to.equal(null);
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    elsewhere.focus();
    await publish(flowPhases.Family);
    expect(document.activeElement).to.equal(elsewhere);
  });

  it('stays where it is while prompts change over the camera', async () => {
    const { publish, find, focused } = await play(facePhases.Framing);
    find('[part~="button-again"]').focus();
    await publish(facePhases.PromptHold);
    expect(focused()).to.equal(find('[part~="button-again"]'));
  });

  it('after Next, to what is to be mended, each a way to its field', async () => {
    const { press, publish, find, focused } = await play(flowPhases.Details);
    press('next');
    await publish(flowPhases.DetailsAllMissing);
    expect(focused()?.id).to.equal('error-summary');
    find('#error-summary a[href="#number"]').click();
    expect(focused()?.id).to.equal('number');
    expect(find('#number').getAttribute('aria-describedby')).to.contain('number-error');
  });

  it('Enter in a field is Next', async () => {
    const { find, requests } = await play(flowPhases.Details);
    find<HTMLFormElement>('form').requestSubmit();
    expect(requests).to.deep.equal([{ kind: 'next' }]);
  });
});

describe('<family-auth> as an element', () => {
  afterEach(() => document.body.replaceChildren());

  it('is defined once, however often its definition is loaded', async () => {
    const first = customElements.get('family-auth');
    const again = '../../src/define.ts?another-version';
    await import(/* @vite-ignore */ again);
    expect(customElements.get('family-auth')).to.equal(first);
  });

  it('says what is missing when the page has not set it up', async () => {
    const element = document.createElement('family-auth');
    const codes: string[] = [];
    element.addEventListener('family-auth-error', ({ detail }) => codes.push(detail.code));
    document.body.append(element);
    await element.updateComplete;
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.contain('backend, client-id');
    expect(codes).to.deep.equal(['configuration_missing']);
  });

  it('changes language and type size without losing its place', async () => {
    const { element, type, find } = await play(flowPhases.Details);
    await type('#name', '李小华');
    element.lang = 'en';
    element.elder = true;
    await element.updateComplete;
    expect(find('#title').textContent).to.contain("relative's details");
    expect(find<HTMLInputElement>('#name').value).to.equal('李小华');
  });

  it("shows the page's own words", async () => {
    const { element, find } = await play(flowPhases.Welcome);
    element.messages = { welcome: { login: '用工号登录' } };
    await element.updateComplete;
    expect(find('[part~="button-login"]').textContent).to.contain('用工号登录');
  });

  it('ends the flow when it is taken away, and not when it is moved', async () => {
    const { element } = await play(flowPhases.Details);
    const reasons: string[] = [];
    element.addEventListener('family-auth-close', ({ detail }) => reasons.push(detail.reason));
    const box = document.createElement('div');
    document.body.append(box);
    box.append(element);
    await Promise.resolve();
    expect(reasons).to.deep.equal([]);
    element.remove();
    await waitUntil(() => reasons.length > 0, 'no end is told', { timeout: 60_000 });
    expect(reasons).to.deep.equal(['removed']);
  });

  it('goes on with the same session after it was moved', async () => {
    const { element, publish, find } = await play(flowPhases.Welcome);
    const box = document.createElement('div');
    document.body.append(box);
    box.append(element);
    await publish(flowPhases.Family);
    expect(find('#title').textContent).to.contain('我的家人');
  });

  it('tells each action in words to those who do not look', async () => {
    const { find, publish } = await play(facePhases.Framing);
    await publish(facePhases.PromptHold);
    expect(find('#prompt').textContent).to.contain('请闭上眼睛');
    expect(find('#prompt').getAttribute('aria-live')).to.equal('assertive');
  });
});
