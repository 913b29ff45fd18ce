import { expect } from '@open-wc/testing';
import { LOCALES } from '../../src/locales/shipped.ts';
import type { Phase } from '../../src/session/phase.ts';
import { flowPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

const zh = LOCALES['zh-CN'];

/** The screen of a phase, by its parts. */
async function drawn(phase: Phase) {
  const element = Object.assign(createPreview(), { lang: 'zh-CN', literal: phase });
  document.body.append(element);
  await element.updateComplete;
  const root = element.shadowRoot!;
  return {
    all: (part: string) =>
      [...root.querySelectorAll(`[part~="${part}"]`)].map((found) => found.textContent?.trim() ?? ''),
    names: (part: string) =>
      [...root.querySelectorAll(`[part~="${part}"]`)].map((found) => found.getAttribute('aria-label')),
    query: (selector: string) => root.querySelector<HTMLElement>(selector),
    element,
  };
}

describe('photos of documents', () => {
  afterEach(() => document.body.replaceChildren());

  it('have a place for each side by its own name, with an example', async () => {
    const { names } = await drawn(flowPhases.PhotosOfDocument);
    expect(names('photo')).to.deep.equal(['身份证人像面', '身份证国徽面', '实体社保卡']);
    expect(names('example')).to.deep.equal(['样图：身份证人像面', '样图：身份证国徽面', '样图：实体社保卡']);
  });

  it('of a passport have its page and no back', async () => {
    const { names } = await drawn(flowPhases.PhotosOfPassport);
    expect(names('photo')).to.deep.equal(['护照资料页', '实体社保卡']);
  });

  it('in doubt are said to be so, and are not sent before somebody looked', async () => {
    const { all, query, element } = await drawn(flowPhases.PhotosInDoubt);
    expect(all('doubt')[0]).to.include(zh.photoDoubt.blurred);
    query('[part~="button-submit"]')!.click();
    await element.updateComplete;
    expect(query('#missing')!.textContent).to.include('身份证人像面').and.to.include(zh.photos.keep);
  });

  it('are aimed at with one hint at a time, which a screen reader hears', async () => {
    const { query, all } = await drawn(flowPhases.CameraForDocumentBack);
    expect(all('heading')).to.deep.equal(['请把身份证国徽面放进方框']);
    expect(all('hint')).to.deep.equal([zh.documentHint.glare]);
    expect(query('[part~="hint"]')!.getAttribute('role')).to.equal('status');
  });

  it('are taken after a moment of stillness, the progress of which is told', async () => {
    const { query } = await drawn(flowPhases.CameraForDocumentHeld);
    expect(query('[role=progressbar]')!.getAttribute('aria-valuenow')).to.equal('60');
  });
});
