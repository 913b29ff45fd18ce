import { html, type SVGTemplateResult, svg } from 'lit';
import type { PhotoRole } from '../../protocol/application.ts';
import type { IdType } from '../../protocol/common.ts';

/** What a slot is for: a side of a card, or a passport's page. */
export type DocumentLook = 'front' | 'back' | 'social_security_card' | 'page';

/** How the document of a slot looks, or `null` for a portrait. */
export function lookOf(role: PhotoRole, idType: IdType): DocumentLook | null {
  switch (role) {
    case 'portrait':
      return null;
    case 'social_security_card':
      return 'social_security_card';
    case 'id_document_back':
      return 'back';
    case 'id_document':
      return idType === 'passport' ? 'page' : 'front';
  }
}

const portrait = (
  x: number,
  y: number,
  scale: number,
) => svg`<g transform="translate(${x} ${y}) scale(${scale})">
  <path d="M0 62q3-22 26-22t26 22z"></path><ellipse cx="26" cy="22" rx="15" ry="19"></ellipse></g>`;

const star = 'M0-13l3.6 8.4 9.1.8-6.9 6 2.1 8.9L0 5.4l-7.9 4.7 2.1-8.9-6.9-6 9.1-.8z';

/** Only what tells one side from another: where the photo, the emblem, the chip and the number are. */
const PRINT: Readonly<Record<DocumentLook, SVGTemplateResult>> = {
  front: svg`${portrait(102, 20, 0.9)}<path
    d="M14 26h16M38 26h34M14 44h16M38 44h22M14 62h16M38 62h52M38 74h40M14 90h24M50 90h96"></path>`,
  back: svg`<g transform="translate(30 32)"><circle r="16"></circle><path class="filled" d=${star} transform="scale(.8)"></path></g>
    <path d="M58 24h78M66 42h62" stroke-width="5"></path><path d="M36 76h24M70 76h56M36 89h24M70 89h66"></path>`,
  social_security_card: svg`<path d="M14 22h92" stroke-width="5"></path><rect x="14" y="38" width="24" height="19" rx="3"></rect><path
    d="M14 47h24M26 38v19"></path>${portrait(14, 64, 0.5)}<path d="M56 64h20M84 64h40M56 77h20M84 77h60M56 90h20M84 90h34"></path>`,
  page: svg`${portrait(12, 24, 0.9)}<path d="M12 14h40M74 26h18M100 26h44M74 40h18M100 40h32M74 54h18M100 54h40M74 68h18M100 68h24"></path>
    <path d="M10 92h140M10 102h140" stroke-dasharray="4 3"></path>`,
};

/** The print of a document in a box of 160 by 101, to be laid over a picture or on a drawn card. */
export const documentPrint = (look: DocumentLook): SVGTemplateResult => PRINT[look];

/** A drawing of our own of what the photo is to show, marked as a specimen; no real document looks like it. */
export function documentDrawing(look: DocumentLook, label: string) {
  return html`<svg
    class="document"
    part="example"
    viewBox="-4 -4 168 ${look === 'page' ? 121 : 109}"
    role="img"
    aria-label=${label}
    fill="none"
    stroke="currentColor"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <rect class="card" width="160" height=${look === 'page' ? 113 : 101} rx=${look === 'page' ? 2 : 7}></rect>
    <g class="print">${documentPrint(look)}</g>
    <text x="80" y="66" text-anchor="middle" transform="rotate(-18 80 60)">样本 SPECIMEN</text>
  </svg>`;
}
