import { css } from 'lit';

export const camera = css`
  .instruction {
    display: flex;
    gap: 0.75em;
    align-items: center;
    /* Two lines of a prompt and a hint under them: what comes and goes does not move the picture. */
    min-block-size: 5em;
  }

  .instruction > div {
    flex: 1 1 6em;
    min-inline-size: 0;
  }

  .instruction .pictogram {
    flex: 0 1 auto;
    inline-size: min(4.6em, 35%);
    block-size: 4.6em;
    color: var(--_primary);
  }

  .instruction h2 {
    font-size: 1.25em;
    line-height: 1.3;
    text-wrap: balance;
  }

  /* A Chinese prompt breaks after its comma, where there is room for what stands before it. */
  @media (min-width: 24em) {
    :host(:not([elder])) [lang='zh-CN'] .instruction h2 {
      word-break: keep-all;
    }
  }

  .movements li {
    display: flex;
    gap: 0.75em;
    align-items: center;
    padding-block: 0.4em;
  }

  .movements .pictogram {
    flex: none;
    inline-size: 4.6em;
    block-size: 4.6em;
    color: var(--_primary);
  }

  .pictogram .filled {
    fill: currentColor;
    stroke: none;
  }

  .pictogram .other {
    visibility: hidden;
  }

  @media (prefers-reduced-motion: no-preference) {
    .pictogram .still {
      animation: half-the-time 1.6s step-end infinite;
    }

    .pictogram .other {
      animation: half-the-time 1.6s step-end -0.8s infinite;
    }

    @keyframes half-the-time {
      0% {
        visibility: visible;
      }

      50% {
        visibility: hidden;
      }
    }
  }

  :host([elder]) .instruction h2 {
    font-size: 1.15em;
  }

  :host([elder]) .instruction .pictogram {
    inline-size: 3.8em;
    block-size: 3.8em;
  }

  .instruction .hint {
    color: var(--_attention);
    font-weight: 700;
  }

  .picture {
    position: relative;
    inline-size: 100%;
    /* What is above and below it takes some 26 em: all of it fits on a phone's screen without scrolling. */
    block-size: clamp(240px, var(--_viewport, 100svh) - 25.8em, min(125vw, 600px));
    border-radius: var(--_radius);
    overflow: hidden;
    background: #26302e;
  }

  /* One more button, of two lines. */
  .screen:has([part~='button-without']) .picture {
    block-size: clamp(240px, var(--_viewport, 100svh) - 30em, min(125vw, 600px));
  }

  /* Large type leaves less room: what is no help in front of the camera makes way, so that the picture does not get smaller. */
  :host([elder]) .screen:has(.instruction) {
    gap: 0.6em;
    padding-block: 0.5em;
  }

  :host([elder]) .screen:has(.instruction) .steps {
    display: none;
  }

  /* Two rows of buttons instead of three; English words are too long for that. */
  :host([elder]) [lang='zh-CN'] .screen:has(.instruction) .switch-row {
    flex-wrap: nowrap;
  }

  :host([elder]) [lang='zh-CN'] .screen:has(.instruction) .switch-row button {
    flex-basis: 0;
    padding-inline: 0;
    word-break: keep-all;
    line-height: 1.25;
  }

  :host([elder]) .picture {
    block-size: clamp(240px, var(--_viewport, 100svh) - 18.5em, min(125vw, 600px));
  }

  :host([elder]) .screen:has([part~='button-without']) .picture {
    block-size: clamp(240px, var(--_viewport, 100svh) - 25em, min(125vw, 600px));
  }

  /* A phone held across: the picture fills the height, and what is said stands beside it. */
  @media (orientation: landscape) and (max-height: 560px) and (min-width: 600px) {
    :host {
      max-inline-size: 800px;
    }

    .screen:has(.instruction) {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      align-content: start;
      gap: 0.5em 1em;
      padding-block: 0.5em;
      min-block-size: 0;
    }

    .screen:has(.instruction) > * {
      grid-column: 2;
    }

    .screen:has(.instruction) > .steps {
      display: none;
    }

    .screen:has(.instruction) > .picture,
    :host([elder]) .screen:has(.instruction) > .picture {
      grid-column: 1;
      grid-row: 1 / span 9;
      block-size: max(240px, var(--_viewport, 100svh) - 1em);
    }

    .screen:has(.instruction) > .picture.document,
    :host([elder]) .screen:has(.instruction) > .picture.document {
      block-size: auto;
      max-block-size: max(240px, var(--_viewport, 100svh) - 1em);
    }
  }

  .picture video,
  .picture svg {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }

  .picture video {
    object-fit: cover;
  }

  .picture.mirrored video {
    transform: scaleX(-1);
  }

  .picture .count {
    position: absolute;
    inset-block-end: 0.4em;
    inset-inline-start: 0.4em;
    padding: 0.1em 0.6em;
    border-radius: 6px;
    background: #0c1312;
    color: #ffffff;
    font-size: 0.85em;
  }

  .picture .veil {
    fill: #0c1312;
    opacity: 0.55;
  }

  .picture .track {
    fill: none;
    stroke: #ffffff;
    stroke-width: 5;
    opacity: 0.9;
  }

  .picture .ring,
  .picture .ring-edge {
    fill: none;
    stroke: #3fe0bf;
    stroke-width: 11;
    stroke-linecap: round;
  }

  .picture .ring-edge {
    stroke: #0c1312;
    stroke-width: 17;
  }

  /* A document lies across: the picture is as wide as the screen and no higher than it needs to be. */
  .picture.document,
  :host([elder]) .picture.document {
    block-size: auto;
    aspect-ratio: 340 / 250;
    max-block-size: max(200px, var(--_viewport, 100svh) - 19em);
  }

  .picture .print,
  .document .print {
    fill: none;
    stroke: currentColor;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .document .filled {
    fill: currentColor;
    stroke: none;
  }

  .picture .print {
    color: #ffffff;
    opacity: 0.4;
  }

  svg.document {
    inline-size: min(100%, 13em);
    align-self: center;
    color: var(--_quiet);
  }

  svg.document .card {
    fill: var(--_surface);
    stroke: var(--_line);
  }

  svg.document .print {
    opacity: 0.75;
  }

  svg.document text {
    fill: var(--_danger);
    stroke: none;
    font-size: 15px;
    font-weight: 700;
    opacity: 0.6;
  }

  .picture .silhouette {
    fill: #57645f;
  }

  @media (prefers-reduced-motion: no-preference) {
    .picture .ring,
    .picture .ring-edge {
      transition: stroke-dasharray 0.25s linear;
    }
  }

  @media (forced-colors: active) {
    .picture .track {
      stroke: CanvasText;
    }

    .picture .ring {
      stroke: Highlight;
    }
  }
`;
