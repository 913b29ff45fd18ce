import { html, nothing, svg } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { type DocumentLook, documentPrint } from './document-drawing.ts';

interface CameraPicture {
  readonly preview: MediaStream | null;
  readonly mirrored: boolean;
  readonly label: string;
  readonly shape: 'oval' | DocumentLook;
  /** 0..1 fills the ring; `null` draws none. */
  readonly progress: number | null;
  readonly progressLabel?: string;
  /** Written in a corner, e.g. which movement of how many. */
  readonly corner?: string;
}

/* The ellipse is drawn lying on its side and turned by a quarter, so that the ring fills from the top. Its dark edge sets it off
   from the track, whatever the camera shows. */
const ringPart = (name: 'ring' | 'ring-edge', progress: number) =>
  svg`<ellipse class=${name} cx="150" cy="195" rx="165" ry="125" transform="rotate(-90 150 195)"
    pathLength="100" stroke-dasharray=${`${Math.round(progress * 100)} 100`}
    visibility=${progress > 0 ? 'visible' : 'hidden'}></ellipse>`;

const oval = (progress: number | null) => html`<svg viewBox="0 0 300 400" aria-hidden="true">
  <path
    class="veil"
    fill-rule="evenodd"
    d="M-3000-3000h6300v6800h-6300zM150 30a125 165 0 0 1 0 330a125 165 0 0 1 0-330z"
  ></path>
  <ellipse class="track" cx="150" cy="195" rx="125" ry="165"></ellipse>
  ${progress === null ? nothing : svg`${ringPart('ring-edge', progress)}${ringPart('ring', progress)}`}
</svg>`;

/** Where there is no stream to show. */
const silhouette = svg`<ellipse class="silhouette" cx="150" cy="180" rx="85" ry="115"></ellipse><path
  class="silhouette" d="M0 400c10-80 70-95 150-95s140 15 150 95z"></path>`;

/** The frame lies where a document that is held right fills it; its print shows which side belongs there. */
function documentFrame(look: DocumentLook, progress: number | null) {
  const height = look === 'page' ? 226 : 202;
  const top = (250 - height) / 2;
  const round = look === 'page' ? 3 : 13;
  const ring = (
    name: string,
  ) => svg`<rect class=${name} x="10" y=${top} width="320" height=${height} rx=${round} pathLength="100"
    stroke-dasharray=${`${Math.round((progress ?? 0) * 100)} 100`} visibility=${progress ? 'visible' : 'hidden'}></rect>`;
  return html`<svg viewBox="0 0 340 250" aria-hidden="true">
    <path
      class="veil"
      fill-rule="evenodd"
      d="M-3000-3000h6300v6800h-6300zM10 ${top}h320v${height}h-320z"
    ></path>
    <g class="print" transform="translate(10 ${top}) scale(2)">${documentPrint(look)}</g>
    <rect class="track" x="10" y=${top} width="320" height=${height} rx=${round}></rect>
    ${ring('ring-edge')}${ring('ring')}
  </svg>`;
}

/** The camera's picture with the oval, or the frame for a document, over it. */
export function cameraPicture(picture: CameraPicture) {
  const { preview, shape, progress } = picture;
  return html`<figure class=${classMap({ picture: true, mirrored: picture.mirrored, document: shape !== 'oval' })} part="picture">
    ${
      preview
        ? html`<video
            .srcObject=${preview}
            .muted=${true}
            autoplay
            playsinline
            webkit-playsinline
            x5-playsinline
            aria-label=${picture.label}
          ></video>`
        : html`<svg viewBox="0 0 300 400" role="img" aria-label=${picture.label}>
            ${shape === 'oval' ? silhouette : nothing}
          </svg>`
    }
    ${shape === 'oval' ? oval(progress) : documentFrame(shape, progress)}
    ${picture.corner ? html`<figcaption class="count">${picture.corner}</figcaption>` : nothing}
    ${
      progress === null
        ? nothing
        : html`<div
            class="spoken-only"
            role="progressbar"
            aria-label=${picture.progressLabel ?? picture.label}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=${Math.round(progress * 100)}
          ></div>`
    }
  </figure>`;
}
