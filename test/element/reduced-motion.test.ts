import '../../src/define.ts';
import { expect } from '@open-wc/testing';
import { allPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

const MOTION = ['animation-name', 'transition-property'] as const;

/** The rules by which something moves, with what must hold for them to count. */
function movingRules(
  rules: CSSRuleList,
  media: readonly string[] = [],
): { selector: string; media: string }[] {
  return [...rules].flatMap((rule) => {
    if (rule instanceof CSSMediaRule) return movingRules(rule.cssRules, [...media, rule.conditionText]);
    if (!(rule instanceof CSSStyleRule)) return [];
    const moves = MOTION.some((name) => rule.style.getPropertyValue(name) !== '');
    const own = moves ? [{ selector: rule.selectorText, media: media.join(' and ') }] : [];
    return [...own, ...movingRules(rule.cssRules, media)];
  });
}

/** Each phase of the stories, drawn. */
async function drawEach(
  look: (drawn: ReturnType<typeof createPreview>, name: string) => void,
): Promise<void> {
  for (const [name, phase] of Object.entries(allPhases)) {
    const drawn = createPreview();
    drawn.literal = phase;
    document.body.append(drawn);
    await drawn.updateComplete;
    look(drawn, name);
    drawn.remove();
  }
}

describe('whoever asks for less motion', () => {
  it('sees nothing move: every animation and transition is for those who do not', async () => {
    const sheets = new Set<CSSStyleSheet>();
    await drawEach((drawn) => {
      for (const sheet of drawn.shadowRoot!.adoptedStyleSheets) sheets.add(sheet);
    });
    const moving = [...sheets].flatMap((sheet) => movingRules(sheet.cssRules));
    expect(moving.length).to.be.greaterThan(2);
    const always = moving.filter(({ media }) => !media.includes('prefers-reduced-motion: no-preference'));
    expect(always).to.deep.equal([]);
  });

  it('nor does any drawing by itself', async () => {
    await drawEach((drawn, name) => {
      const moving = drawn.shadowRoot!.querySelector('animate, animateTransform, animateMotion, marquee');
      expect(moving, name).to.equal(null);
    });
  });
});
