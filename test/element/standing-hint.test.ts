import { expect } from '@open-wc/testing';
import { render } from 'lit';
import type { View } from '../../src/element/view.ts';
import { live } from '../../src/element/views/live.ts';
import { LOCALES } from '../../src/locales/shipped.ts';
import { createWords } from '../../src/locales/words.ts';
import { facePhases } from '../../stories/phases.ts';

/** What a screen with the camera is drawn from. */
const view = (hintStands: boolean) =>
  ({ words: createWords('en', LOCALES.en), hintStands, canSpeak: false, send: () => {} }) as unknown as View;

describe('a hint that stands', () => {
  const shown = (hintStands: boolean) => {
    const root = document.createElement('div');
    const phase = { ...facePhases.Framing, hint: 'too_dark' } as const;
    render(live(view(hintStands), phase), root);
    const instruction = root.querySelector('[part~="instruction"]')!;
    return {
      lines: instruction.querySelectorAll('h2, p').length,
      drawing: instruction.querySelector('[part~="pictogram"]')?.getAttribute('aria-hidden') ?? null,
    };
  };

  it('is followed by better advice and a drawing, which those who listen are spared', () => {
    expect(shown(false)).to.deep.equal({ lines: 1, drawing: null });
    expect(shown(true)).to.deep.equal({ lines: 2, drawing: 'true' });
  });
});
