import { css } from 'lit';

export const camera = css`
  .instruction {
    display: flex;
    gap: 0.75em;
    align-items: center;
    min-block-size: 4.4em;
  }

  .instruction .pictogram {
    flex: none;
    inline-size: 4em;
    block-size: 4em;
    color: var(--_primary);
  }

  .instruction h2 {
    font-size: 1.3em;
  }

  .instruction .hint {
    color: var(--_attention);
    font-weight: 700;
  }

  .picture {
    position: relative;
    inline-size: 100%;
    block-size: min(125vw, 52svh, 600px);
    min-block-size: 240px;
    border-radius: var(--_radius);
    overflow: hidden;
    background: #26302e;
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

  .picture .ring {
    fill: none;
    stroke: #3fe0bf;
    stroke-width: 11;
    stroke-linecap: round;
  }

  .picture .stand-in {
    fill: #57645f;
  }

  @media (prefers-reduced-motion: no-preference) {
    .picture .ring {
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
