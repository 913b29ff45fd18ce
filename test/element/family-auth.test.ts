import 'axe-core/axe.min.js';
import { expect } from '@open-wc/testing';
import type axeCore from 'axe-core';
import type { FamilyAuthPreviewElement } from '../../src/element/preview-element.ts';
import type { Phase } from '../../src/session/phase.ts';
import { allPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

const axe = (globalThis as unknown as { axe: typeof axeCore }).axe;

type Look = Partial<Pick<FamilyAuthPreviewElement, 'lang' | 'theme' | 'elder'>>;

async function drawn(phase: Phase, look: Look): Promise<FamilyAuthPreviewElement> {
  const element = createPreview();
  Object.assign(element, look, { literal: phase });
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function faults(element: FamilyAuthPreviewElement, options: axeCore.RunOptions): Promise<string[]> {
  const { violations } = await axe.run(element, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Everything axe knows, and the contrast of 7:1 that it leaves out by itself. */
const everything: axeCore.RunOptions = { rules: { 'color-contrast-enhanced': { enabled: true } } };
const contrast: axeCore.RunOptions = { runOnly: { type: 'rule', values: ['color-contrast-enhanced'] } };

describe('<family-auth> can be used by everybody', () => {
  afterEach(() => document.body.replaceChildren());

  for (const [name, phase] of Object.entries(allPhases)) {
    it(`axe finds nothing in ${name}`, async () => {
      for (const lang of ['zh-CN', 'en']) {
        const element = await drawn(phase, { lang });
        expect(await faults(element, everything), lang).to.deep.equal([]);
        element.remove();
      }
      const dark = await drawn(phase, { theme: 'dark' });
      expect(await faults(dark, contrast), 'dark').to.deep.equal([]);
    });
  }

  it('axe sees into the element: pale text is found', async () => {
    const element = await drawn(allPhases.Welcome!, {});
    element.style.setProperty('--family-auth-text', '#999999');
    expect(await faults(element, everything)).not.to.deep.equal([]);
  });

  for (const lang of ['zh-CN', 'en']) {
    it(`large type fits a narrow phone, ${lang}`, async () => {
      document.body.style.cssText = 'margin: 0; inline-size: 320px';
      document.documentElement.style.fontSize = '200%';
      try {
        for (const [name, phase] of Object.entries(allPhases)) {
          const element = await drawn(phase, { lang, elder: true });
          expect(element.scrollWidth, name).to.be.at.most(element.clientWidth);
          element.remove();
        }
      } finally {
        document.documentElement.style.fontSize = '';
        document.body.style.cssText = '';
      }
    });
  }

  it('every screen of a test system says so', async () => {
    for (const [name, phase] of Object.entries(allPhases)) {
      const element = await drawn(phase, {});
      const mark = element.shadowRoot!.querySelector('[part="test-mark"]');
      expect(Boolean(mark), name).to.equal(phase.testSystem);
      element.remove();
    }
  });

  it('every control can be reached by keyboard and is large enough for a thumb', async () => {
    for (const [name, phase] of Object.entries(allPhases)) {
      const element = await drawn(phase, {});
      for (const control of element.shadowRoot!.querySelectorAll<HTMLElement>('button, select, a.button')) {
        expect(control.tabIndex, name).to.equal(0);
        expect(control.getBoundingClientRect().height, `${name} ${control.textContent}`).to.be.at.least(44);
      }
      element.remove();
    }
  });
});
