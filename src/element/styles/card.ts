import { css } from 'lit';

/* An own, neutral picture of a card: no emblem, no ministry's name, nobody's artwork. */
export const card = css`
  .card {
    border-radius: calc(var(--_radius) * 1.5);
    padding: 1em 1.1em;
    background: linear-gradient(150deg, #00564d, #003f4d);
    color: #ffffff;
    display: flex;
    flex-direction: column;
    gap: 0.5em;
    border: 1px solid transparent;
  }

  .card .heading {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.25em 1em;
    font-weight: 700;
  }

  .card .name {
    font-size: 1.5em;
    font-weight: 700;
    line-height: 1.3;
  }

  .card .number {
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.04em;
  }

  .card dl {
    font-size: 0.9em;
  }

  .card dl > div {
    column-gap: 0.75em;
  }

  .card dd {
    flex-basis: 6em;
    text-wrap: balance;
  }

  [lang='en'] .card dt {
    min-inline-size: min(6.1em, 100%);
  }

  .card .test {
    border: 2px dashed currentColor;
    border-radius: 6px;
    padding: 0 0.5em;
  }

  .card.inactive {
    background: #3b4644;
  }

  .appointment-code {
    font-size: clamp(1.4em, 9vw, 2.2em);
    line-height: 1.2;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.04em;
  }

  .bring {
    padding-inline-start: 1.4em;
    list-style: disc;
  }

  .qr {
    background: #ffffff;
    border-radius: var(--_radius);
    padding: 0;
    inline-size: min(100%, 280px);
    margin-inline: auto;
    display: block;
    forced-color-adjust: none;
  }

  .relative {
    display: flex;
    flex-direction: column;
    gap: 0.6em;
  }

  .relative .who {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 0.25em 1em;
  }

  .relative .name {
    font-size: 1.15em;
    font-weight: 700;
  }

  .state {
    font-size: 0.9em;
    font-weight: 700;
    padding: 0.1em 0.6em;
    border-radius: 999px;
    border: 1px solid currentColor;
  }

  .state.bound {
    color: var(--_success);
    background: var(--_success-ground);
  }

  .state.under_review,
  .state.awaiting_subject,
  .state.appointment,
  .state.draft {
    color: var(--_attention);
    background: var(--_attention-ground);
  }

  .state.rejected {
    color: var(--_danger);
    background: var(--_danger-ground);
  }

  .photo canvas {
    align-self: flex-start;
    max-inline-size: 100%;
    max-block-size: 12em;
    border-radius: calc(var(--_radius) / 2);
    display: block;
  }

  .file {
    position: relative;
  }

  .file input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: pointer;
  }
`;
