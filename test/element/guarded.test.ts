import '../../src/define.ts';
import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { Phase } from '../../src/session/phase.ts';
import type { FlowRequest } from '../../src/session/request.ts';
import { allPhases, flowPhases, resultPhases } from '../../stories/phases.ts';

/** The element on a flow of the page's own, and what is asked of that flow. */
async function show(phase: Phase) {
  const requests: FlowRequest[] = [];
  const element = document.createElement('family-auth');
  element.lang = 'zh-CN';
  element.flow = { phase, subscribe: () => () => {}, send: (request) => void requests.push(request) };
  document.body.append(element);
  await element.updateComplete;
  await element.updateComplete;
  const find = <Found extends HTMLElement>(selector: string) =>
    element.shadowRoot!.querySelector<Found>(selector)!;
  return { element, requests, find };
}

async function pressWithMouse(target: HTMLElement) {
  target.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = target.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

async function warningsOf(work: () => Promise<void>): Promise<string[]> {
  const { warn } = console;
  const lines: string[] = [];
  console.warn = (line: string) => void lines.push(line);
  await work().finally(() => {
    console.warn = warn;
  });
  return lines;
}

/** Every text in a phase that is about a person: names, numbers, codes, pictures, what was typed. */
function personalTexts(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const personal = /^(name|number|subjectName|operatorName|birthdate|modules|url|text)$/.test(key);
    return personal && value.length > 1 ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, each]) => personalTexts(each, inner));
}

describe('<family-auth> in a page whose scripts mean ill', () => {
  afterEach(() => document.body.replaceChildren());

  it('tells the page nothing personal of what is on show', async () => {
    let found = 0;
    for (const [name, phase] of Object.entries(allPhases)) {
      if (!phase.testSystem) continue;
      const { element } = await show(phase);
      const told = JSON.stringify(element.phase);
      expect(element.phase.kind, name).to.equal(phase.kind);
      const personal = personalTexts(phase);
      found += personal.length;
      expect(
        personal.filter((text) => told.includes(JSON.stringify(text).slice(1, -1))),
        name,
      ).to.deep.equal([]);
      element.remove();
    }
    expect(found).to.be.greaterThan(50);
  });

  it('draws no phase that the page sets', async () => {
    const { element, find } = await show(flowPhases.Welcome);
    expect(() => Object.assign(element, { phase: resultPhases.Approved })).to.throw(TypeError);
    await element.updateComplete;
    expect(find('[part~="button-card"]')).to.equal(null);
    expect(element.phase.kind).to.equal('welcome');
  });

  it('draws a flow of the page only where every screen says that it is a test', async () => {
    const lines = await warningsOf(async () => {
      const { element, find } = await show({ ...resultPhases.Approved, testSystem: false } as Phase);
      expect(find('[part~="button-card"]')).to.equal(null);
      expect(element.phase.code).to.equal('configuration_missing');
    });
    expect(lines.join()).to.contain('`flow` is ignored');
    const { find } = await show(resultPhases.Approved);
    expect(find('[part~="button-card"]')).not.to.equal(null);
    expect(find('[part="test-mark"]')).not.to.equal(null);
  });

  it('takes no click, tick or submission that a script makes', async () => {
    const { element, find, requests } = await show(flowPhases.ConsentComplete);
    const box = find<HTMLInputElement>('input[name="consent-face"]');
    const was = box.checked;
    box.click();
    box.checked = !was;
    box.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    box.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
    box.closest('label')!.click();
    find('[part~="button-agree"]').click();
    find('[part~="button-agree"]').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    await element.updateComplete;
    expect(requests).to.deep.equal([]);
  });

  it('takes the clicks of a person', async () => {
    const { find, requests } = await show(flowPhases.ConsentComplete);
    await pressWithMouse(find('input[name="consent-face"]'));
    await pressWithMouse(find('[part~="button-agree"]'));
    expect(requests.map(({ kind }) => kind)).to.deep.equal(['set_consent', 'agree']);
  });

  it('still takes text that a password manager fills in', async () => {
    const { find, requests } = await show(flowPhases.Details);
    find<HTMLInputElement>('#name').value = '李小华';
    find('#name').dispatchEvent(new Event('input', { bubbles: true }));
    expect(requests.map(({ kind }) => kind)).to.deep.equal(['change_details']);
  });
});
