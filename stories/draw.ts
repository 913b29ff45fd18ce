import '../src/define.ts';
import type { StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { Phase } from '../src/session/phase.ts';

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
    html`<family-auth lang=${lang} theme=${theme} ?elder=${elder} .phase=${phase}></family-auth>`,
});
