import { expect } from '@open-wc/testing';
import type { Phase } from '../../src/session/phase.ts';
import type { FlowRequest } from '../../src/session/request.ts';
import { flowPhases, resultPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

/** The element on one phase, and what it asks for. */
async function show(phase: Phase) {
  const requests: FlowRequest[] = [];
  const element = createPreview();
  element.lang = 'zh-CN';
  element.flow = { phase, subscribe: () => () => {}, send: (request) => void requests.push(request) };
  document.body.append(element);
  await element.updateComplete;
  const find = (selector: string) => element.shadowRoot!.querySelector<HTMLElement>(selector);
  return { element, requests, find, press: (name: string) => find(`[part~="button-${name}"]`)!.click() };
}

async function withClipboard(writeText: (text: string) => Promise<void>, work: () => Promise<void>) {
  const { clipboard } = navigator;
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  try {
    await work();
  } finally {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
  }
}

describe('screens that wait for a relative', () => {
  afterEach(() => {
    for (const element of document.querySelectorAll('family-auth-preview')) element.remove();
  });

  it('offer a log-in here, a link, another way and the withdrawal', async () => {
    const { press, requests } = await show(flowPhases.SubjectLogin);
    for (const name of ['login-subject', 'link', 'other-method', 'withdraw', 'family']) press(name);
    expect(requests.map(({ kind }) => kind)).to.deep.equal([
      'login_subject',
      'show_link',
      'choose_method',
      'withdraw',
      'back_to_family',
    ]);
  });

  it('offer no log-in here where there can be none', async () => {
    const { find } = await show(flowPhases.SubjectLoginElsewhere);
    expect(find('[part~="button-login-subject"]')).to.equal(null);
    expect(find('[part~="qr"]')).not.to.equal(null);
  });

  it('say to the relative that the box is to be ticked first', async () => {
    const early = await show(flowPhases.SubjectConsent);
    early.press('agree');
    await early.element.updateComplete;
    expect(early.requests).to.deep.equal([]);
    expect(early.find('#missing')!.textContent).to.contain('请先打勾');
    early.press('decline');
    expect(early.requests).to.deep.equal([{ kind: 'decline' }]);
    const complete = await show(flowPhases.SubjectConsentComplete);
    complete.press('agree');
    expect(complete.requests).to.deep.equal([{ kind: 'agree' }]);
  });

  it('show the appointment code in groups, read it digit by digit, and copy it plain', async () => {
    const { element, find, press } = await show(flowPhases.Appointment);
    const code = find('[part="code"]')!;
    expect(code.textContent!.trim()).to.equal('481 204 937');
    expect(code.getAttribute('aria-label')).to.contain('4 8 1 2 0 4 9 3 7');
    const copied: string[] = [];
    await withClipboard(
      async (text) => void copied.push(text),
      async () => {
        press('copy');
        await Promise.resolve();
        await Promise.resolve();
        await element.updateComplete;
      },
    );
    expect(copied).to.deep.equal(['481204937']);
    expect(element.shadowRoot!.textContent).to.contain('已复制');
  });

  it('hand the link to the share sheet, copy it where that does not open, and do nothing when it is closed', async () => {
    const shared: unknown[] = [];
    const copied: string[] = [];
    const outcomes = [undefined, 'AbortError', 'NotAllowedError'];
    Object.defineProperty(navigator, 'share', {
      configurable: true,
      value: async (link: unknown) => {
        shared.push(link);
        const outcome = outcomes[shared.length - 1];
        if (outcome !== undefined) throw new DOMException('refused', outcome);
      },
    });
    try {
      const { press } = await show(flowPhases.SubjectLoginLink);
      await withClipboard(
        async (text) => void copied.push(text),
        async () => {
          for (const _ of outcomes) {
            press('share');
            await new Promise(requestAnimationFrame);
          }
        },
      );
    } finally {
      delete (navigator as { share?: unknown }).share;
    }
    const { url } = flowPhases.SubjectLoginLink.link!;
    expect(shared).to.deep.equal(Array(3).fill({ title: '请家人本人打开，看清楚再决定', url }));
    expect(copied).to.deep.equal([url]);
  });

  it('offer no share sheet where the device has none', async () => {
    const { find } = await show(flowPhases.SubjectLoginLink);
    expect(find('[part~="button-copy"]')).not.to.equal(null);
    expect(find('[part~="button-share"]')).to.equal(null);
  });

  it('say when nothing could be copied', async () => {
    const { element, press } = await show(flowPhases.SubjectLoginLink);
    await withClipboard(
      () => Promise.reject(new DOMException('refused', 'NotAllowedError')),
      async () => {
        press('copy');
        await Promise.resolve();
        await Promise.resolve();
        await element.updateComplete;
      },
    );
    expect(element.shadowRoot!.textContent).to.contain('没有复制成功');
  });

  it('ask before an application is taken back; the main button keeps it', async () => {
    const waiting = await show(resultPhases.Waiting);
    waiting.press('withdraw');
    expect(waiting.requests).to.deep.equal([{ kind: 'withdraw' }]);
    const asked = await show(resultPhases.ConfirmWithdraw);
    asked.find('.primary')!.click();
    asked.press('confirm');
    expect(asked.requests).to.deep.equal([{ kind: 'back' }, { kind: 'confirm' }]);
  });

  it('list every way with what it needs, the one in use among them', async () => {
    const { element, find } = await show(flowPhases.ChooseMethod);
    expect(element.shadowRoot!.querySelectorAll('.methods li')).to.have.length(5);
    expect(find('[part~="button-face_liveness"]')!.getAttribute('aria-pressed')).to.equal('true');
    expect(find('[part~="button-in_person"]')!.getAttribute('aria-pressed')).to.equal('false');
  });
});
