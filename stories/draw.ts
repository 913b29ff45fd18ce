import type { StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { FamilyAuthPreviewElement } from '../src/element/preview-element.ts';
import type { Phase } from '../src/session/phase.ts';

customElements.define('family-auth-preview', FamilyAuthPreviewElement);

export interface Look {
  lang: 'zh-CN' | 'en';
  theme: 'light' | 'dark';
  elder: boolean;
}

/** What every story can be looked at in. */
export const look = {
  args: { lang: 'zh-CN', theme: 'light', elder: false } satisfies Look,
  argTypes: {
    lang: { control: 'inline-radio', options: ['zh-CN', 'en'] },
    theme: { control: 'inline-radio', options: ['light', 'dark'] },
    elder: { control: 'boolean' },
  },
} as const;

export type Story = StoryObj<Look>;

/** A story is a literal phase: no camera, no server. */
export const draw = (phase: Phase): Story => ({
  render: ({ lang, theme, elder }) =>
    html`<family-auth-preview lang=${lang} theme=${theme} ?elder=${elder} .literal=${phase}></family-auth-preview>`,
});
