import { css } from 'lit';

/** Out of sight, and still read aloud. */
const unseen = css`
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

export const layout = css`
  :host {
    display: block;
    box-sizing: border-box;
    max-inline-size: 480px;
    margin-inline: auto;
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--_font);
    font-size: var(--_body);
    line-height: 1.6;
    overflow-wrap: anywhere;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  iframe {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    block-size: 0;
    visibility: hidden;
    margin: 0;
    padding: 0;
    border: 0;
    color-scheme: normal;
  }

  iframe.ready {
    visibility: visible;
  }

  iframe[data-expanded] {
    position: fixed;
    inset: 0;
    z-index: 2147483647;
    inline-size: 100vw;
    max-inline-size: none;
    block-size: 100dvh !important;
    max-block-size: none;
    background: var(--_surface);
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  .screen {
    display: flex;
    flex-direction: column;
    gap: 1em;
    padding: 1em;
    min-block-size: var(--family-auth-min-block-size, min(100svh, 640px));
  }

  [lang='en'] :is(h2, h3) {
    text-wrap: balance;
  }

  h2 {
    font-size: 1.35em;
    line-height: 1.4;
    font-weight: 700;
  }

  h2:focus {
    outline: none;
  }

  h2:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 4px;
    border-radius: 4px;
  }

  h3 {
    font-size: 1.1em;
    line-height: 1.4;
    font-weight: 700;
  }

  /* Headings in large type stay on one line of a phone. */
  :host([elder]) h2 {
    font-size: 1.2em;
  }

  :host([elder]) h3 {
    font-size: 1em;
  }

  .quiet {
    color: var(--_quiet);
  }

  .small {
    font-size: 0.85em;
  }

  .stack {
    display: flex;
    flex-direction: column;
    gap: 0.75em;
  }

  .spoken-only {
    ${unseen}
  }

  .preview-mark,
  .test-mark {
    border: 2px dashed currentColor;
    border-radius: var(--_radius);
    padding: 0.25em 0.75em;
    background: var(--_attention-ground);
    color: var(--_attention);
    font-weight: 700;
    font-size: 0.85em;
    text-align: center;
  }

  .steps {
    display: flex;
    gap: 0.25em;
    font-size: 0.8em;
    line-height: 1.3;
  }

  .steps li {
    flex: 1 1 auto;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.25em;
    text-align: center;
    color: var(--_quiet);
    border-block-start: 4px solid var(--_line);
    padding-block-start: 0.35em;
  }

  .steps li.done,
  .steps li.now {
    border-block-start-color: var(--_primary);
  }

  .steps li.now {
    color: var(--_text);
    font-weight: 700;
  }

  /* Too narrow for four names: the numbers, and the name of the step that it is. */
  @media (max-width: 30em) {
    :host([elder]) .steps li:not(.now) .name {
      ${unseen}
    }
  }

  @media (max-width: 21em) {
    .steps li:not(.now) .name {
      ${unseen}
    }
  }

  .box {
    border-radius: var(--_radius);
    border: 1px solid var(--_line);
    background: var(--_raised);
    padding: 0.75em 1em;
  }

  .box.attention {
    background: var(--_attention-ground);
    color: var(--_attention);
    border-color: currentColor;
  }

  .box.danger {
    background: var(--_danger-ground);
    color: var(--_danger);
    border-color: currentColor;
  }

  .box.success {
    background: var(--_success-ground);
    color: var(--_success);
    border-color: currentColor;
  }

  .rows {
    display: flex;
    flex-direction: column;
    gap: 0.75em;
  }

  .methods {
    gap: 1.25em;
  }

  .methods p {
    padding: 0.35em 0.25em 0;
  }

  .ticks li {
    display: flex;
    gap: 0.6em;
    align-items: flex-start;
  }

  .ticks svg {
    flex: none;
    inline-size: 1.4em;
    block-size: 1.4em;
    margin-block-start: 0.1em;
    color: var(--_primary);
  }

  .summary {
    display: flex;
    flex-direction: column;
    gap: 0.25em;
  }

  dl > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
  }

  dl dt {
    flex: 0 0 auto;
    min-inline-size: min(5.5em, 100%);
    max-inline-size: 100%;
  }

  [lang='en'] .summary dt {
    min-inline-size: min(9.5em, 100%);
  }

  dl dd {
    flex: 1 1 7em;
    min-inline-size: 0;
  }

  .summary dt {
    color: var(--_quiet);
  }

  /* What does not fit beside its name goes under it whole: a number is compared digit by digit. */
  .summary dd {
    flex-basis: auto;
    max-inline-size: 100%;
    font-weight: 600;
  }

  @media (max-width: 30em) {
    [lang='en'] .summary dt,
    :host([elder]) .summary dt {
      flex-basis: 100%;
    }
  }

  .actions {
    display: flex;
    flex-direction: column;
    gap: 0.75em;
    margin-block-start: auto;
    padding-block-start: 0.5em;
  }

  .mark {
    inline-size: 4.5em;
    block-size: 4.5em;
  }

  .mark.success {
    color: var(--_success);
  }

  .mark.attention {
    color: var(--_attention);
  }

  .mark.calm {
    color: var(--_primary);
  }

  .center {
    text-align: center;
  }

  @media (prefers-reduced-motion: no-preference) {
    .turning {
      animation: turn 1.6s linear infinite;
      transform-origin: center;
    }

    @keyframes turn {
      to {
        transform: rotate(1turn);
      }
    }
  }

  @media (forced-colors: active) {
    .mark,
    .ticks svg,
    .pictogram {
      color: CanvasText !important;
    }

    .steps li.ahead {
      border-block-start-style: dotted;
    }
  }
`;
