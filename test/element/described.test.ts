import '../../src/define.ts';
import { expect } from '@open-wc/testing';
import type { FamilyAuthEventMap } from '../../src/element/events.ts';
import { layout } from '../../src/element/styles/layout.ts';
import { theme } from '../../src/element/styles/theme.ts';
import { allPhases } from '../../stories/phases.ts';
import { createPreview } from './preview.ts';

interface Described {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
}
interface Declaration {
  readonly tagName?: string;
  readonly slots: readonly Described[];
  readonly cssParts: readonly Described[];
  readonly cssProperties: readonly Described[];
  readonly events: readonly (Described & { readonly type?: { readonly text: string } })[];
  readonly attributes: readonly (Described & { readonly fieldName: string })[];
}

/** Parts that no literal phase shows by itself, and why. One that is shown after all, or described no more, must go. */
const NOT_IN_A_STORY: Readonly<Record<string, string>> = {
  'button-keep-id_document_back': 'a photo is in doubt',
  'button-keep-social_security_card': 'a photo is in doubt',
  'button-remove-id_document_back': 'a photo was chosen',
  'button-remove-portrait': 'a photo was chosen',
  'button-remove-social_security_card': 'a photo was chosen',
  'button-shutter': 'a camera is open',
  'error-summary': 'Next was pressed with entries that are wrong',
};

const EVENTS: Readonly<Record<keyof FamilyAuthEventMap, true>> = {
  'family-auth-ready': true,
  'family-auth-phase': true,
  'family-auth-session-expired': true,
  'family-auth-complete': true,
  'family-auth-error': true,
  'family-auth-close': true,
};

describe('custom-elements.json says of <family-auth>', () => {
  let element: Declaration;
  before(async function () {
    const answer = await fetch('/dist/custom-elements.json');
    if (!answer.ok) return this.skip(); // npm run build makes it; npm test builds first
    const { modules } = (await answer.json()) as { modules: { declarations?: Declaration[] }[] };
    element = modules
      .flatMap(({ declarations = [] }) => declarations)
      .find(({ tagName }) => tagName === 'family-auth')!;
  });
  afterEach(() => document.body.replaceChildren());

  /** Names of buttons stand in the words of one entry. */
  const describedParts = () =>
    element.cssParts.flatMap(({ name, description = '' }) =>
      name === 'button-NAME'
        ? [...description.matchAll(/`([\w-]+)`/g)].map(([, each]) => `button-${each}`)
        : [name],
    );

  async function shownParts(): Promise<Set<string>> {
    const shown = new Set<string>();
    for (const phase of Object.values(allPhases)) {
      const drawn = createPreview();
      Object.assign(drawn, { lang: 'en', literal: phase });
      document.body.append(drawn);
      await drawn.updateComplete;
      for (const { part } of drawn.shadowRoot!.querySelectorAll('[part]'))
        for (const name of part) shown.add(name);
      drawn.remove();
    }
    return shown;
  }

  it('each part that is shown, and none that is not', async () => {
    const shown = await shownParts();
    const described = describedParts();
    shown.delete('preview-mark'); // of the preview alone
    expect(
      [...shown].filter((part) => !described.includes(part)),
      'shown, not described',
    ).to.deep.equal([]);
    const unshown = described.filter((part) => !shown.has(part));
    expect(unshown.sort(), 'described, not shown').to.deep.equal(Object.keys(NOT_IN_A_STORY).sort());
  });

  it('each event, and no other, with the type of its detail', () => {
    expect(element.events.map(({ name }) => name).sort()).to.deep.equal(Object.keys(EVENTS).sort());
    for (const { name, type } of element.events) expect(type?.text, name).to.match(/^CustomEvent<.+>$/);
  });

  it('each CSS custom property with the default it has in light, and no other', () => {
    const text = `${theme.cssText}${layout.cssText}`;
    const light = text.slice(text.indexOf('color-scheme: light'));
    const defaults = new Map<string, string>();
    for (const [, name, value] of light.matchAll(
      /var\(\s*(--family-auth-[\w-]+),\s*((?:[^()]|\([^()]*\))*?)\s*\)/g,
    )) {
      if (!defaults.has(name!)) defaults.set(name!, value!.split(/,\s/)[0]!);
    }
    const described = new Map(
      element.cssProperties.map((each) => [each.name, each.default?.split(/,\s/)[0]]),
    );
    expect(Object.fromEntries(described)).to.deep.equal(Object.fromEntries(defaults));
  });

  it('each slot, and no other', async () => {
    const drawn = createPreview();
    document.body.append(drawn);
    await drawn.updateComplete;
    const shown = [...drawn.shadowRoot!.querySelectorAll('slot')].map(({ name }) => name);
    expect(element.slots.map(({ name }) => name)).to.deep.equal(shown);
  });

  it('of each attribute what it does', () => {
    expect(
      element.attributes.filter(({ description }) => !description).map(({ name }) => name),
    ).to.deep.equal([]);
    const { observedAttributes } = customElements.get('family-auth') as unknown as {
      observedAttributes: string[];
    };
    expect(element.attributes.map(({ name }) => name).sort()).to.deep.equal([...observedAttributes].sort());
  });
});
