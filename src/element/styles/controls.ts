import { css } from 'lit';

export const controls = css`
  button,
  .button {
    font: inherit;
    line-height: 1.3;
    min-block-size: var(--_control);
    inline-size: 100%;
    padding: 0.5em 1em;
    border-radius: var(--_radius);
    border: 2px solid var(--_primary);
    background: transparent;
    color: var(--_primary);
    cursor: pointer;
    text-align: center;
    touch-action: manipulation;
    display: inline-flex;
    align-items: center;
    justify-content: center;
  }

  button.primary {
    background: var(--_primary);
    color: var(--_on-primary);
    font-weight: 700;
  }

  button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  button.compact,
  .button.compact {
    inline-size: auto;
    min-block-size: 44px;
    padding: 0.3em 0.8em;
    font-size: 0.9em;
  }

  button.primary[aria-disabled='true'] {
    cursor: progress;
  }

  button:focus-visible,
  .button:focus-within,
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible,
  a:focus-visible,
  summary:focus-visible,
  [tabindex='0']:focus-visible {
    outline: 3px solid var(--_text);
    outline-offset: 3px;
  }

  a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  .field {
    display: flex;
    flex-direction: column;
    gap: 0.3em;
  }

  .field label,
  .label {
    font-weight: 700;
  }

  .field .help {
    color: var(--_quiet);
    font-size: 0.9em;
  }

  .field .error {
    color: var(--_danger);
    font-weight: 600;
    display: flex;
    gap: 0.4em;
  }

  .field .error::before {
    content: '!' / '';
    flex: none;
    inline-size: 1.4em;
    block-size: 1.4em;
    line-height: 1.4em;
    margin-block-start: 0.1em;
    border-radius: 50%;
    background: var(--_danger);
    color: var(--_surface);
    text-align: center;
    font-weight: 700;
  }

  input,
  select,
  textarea {
    font: inherit;
    inline-size: 100%;
    min-block-size: var(--_control);
    padding: 0.4em 0.7em;
    border: 2px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
  }

  .echo {
    font-size: 1.15em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    word-spacing: 0.25em;
  }

  textarea {
    min-block-size: 9em;
    resize: vertical;
  }

  [aria-invalid='true'] {
    border-color: var(--_danger);
    border-width: 3px;
  }

  input:is([type='checkbox'], [type='radio']) {
    flex: none;
    inline-size: 1.6em;
    block-size: 1.6em;
    min-block-size: 0;
    margin: 0;
    padding: 0;
    accent-color: var(--_primary);
  }

  progress {
    inline-size: 100%;
    block-size: 1em;
    accent-color: var(--_primary);
  }

  .check {
    display: flex;
    gap: 0.7em;
    align-items: flex-start;
    padding-block: 0.5em;
    cursor: pointer;
    font-weight: 600;
  }

  summary {
    /* As easy to hit as a button. */
    padding-block: 0.6em;
    cursor: pointer;
    color: var(--_primary);
    text-decoration: underline;
    text-underline-offset: 0.2em;
    touch-action: manipulation;
  }

  .notice-text {
    white-space: pre-wrap;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) / 2);
    padding: 0.5em 0.75em;
    font-size: 0.95em;
  }

  .switch-row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }

  .switch-row > * {
    flex: 1 1 auto;
    inline-size: auto;
  }

  @media (forced-colors: active) {
    button,
    .button,
    input,
    select,
    textarea {
      border: 2px solid ButtonText;
    }

    button.primary {
      border-width: 4px;
    }
  }
`;
