import { css } from 'lit';

/*
 * Colours by role, text at 7:1 or better on its ground (WCAG 2.2 SC 1.4.6), checked by the audit over every story.
 * `--family-auth-*` is the page's say; `--_*` is what the element uses.
 */

const dark = css`
  color-scheme: dark;
  --_surface: var(--family-auth-surface, #0f1716);
  --_raised: var(--family-auth-raised, #1a2624);
  --_text: var(--family-auth-text, #f1f7f5);
  --_quiet: var(--family-auth-text-quiet, #c3d2ce);
  --_line: var(--family-auth-line, #7e918d);
  --_primary: var(--family-auth-primary, #7fd8c6);
  --_on-primary: var(--family-auth-on-primary, #04221d);
  --_success: var(--family-auth-success, #8fe0a8);
  --_success-ground: var(--family-auth-success-ground, #10301c);
  --_attention: var(--family-auth-attention, #ffd591);
  --_attention-ground: var(--family-auth-attention-ground, #33260a);
  --_danger: var(--family-auth-danger, #ffb8b0);
  --_danger-ground: var(--family-auth-danger-ground, #3a1512);
`;

export const theme = css`
  :host {
    color-scheme: light;
    --_surface: var(--family-auth-surface, #ffffff);
    --_raised: var(--family-auth-raised, #f0f6f5);
    --_text: var(--family-auth-text, #14211f);
    --_quiet: var(--family-auth-text-quiet, #3a4a47);
    --_line: var(--family-auth-line, #6f827e);
    --_primary: var(--family-auth-primary, #00564d);
    --_on-primary: var(--family-auth-on-primary, #ffffff);
    --_success: var(--family-auth-success, #0a5428);
    --_success-ground: var(--family-auth-success-ground, #e7f5ec);
    --_attention: var(--family-auth-attention, #5e3a00);
    --_attention-ground: var(--family-auth-attention-ground, #fff3d9);
    --_danger: var(--family-auth-danger, #8a1210);
    --_danger-ground: var(--family-auth-danger-ground, #fdebea);
    --_radius: var(--family-auth-radius, 12px);
    --_font: var(
      --family-auth-font,
      system-ui,
      -apple-system,
      'PingFang SC',
      'HarmonyOS Sans SC',
      'MiSans',
      'Noto Sans CJK SC',
      'Microsoft YaHei',
      'WenQuanYi Micro Hei',
      sans-serif
    );
    /* 18 px, and larger where the person asked the browser for larger text. */
    --_body: max(18px, 1.125rem);
    --_control: 52px;
  }

  :host([elder]) {
    --_body: max(22px, 1.375rem);
    --_control: 60px;
  }

  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }

  :host([theme='dark']) {
    ${dark}
  }
`;
