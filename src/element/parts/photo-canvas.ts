import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';

const drawn = new WeakMap<Element, Blob>();
const MAX_SIDE_PX = 480;

async function draw(canvas: HTMLCanvasElement, photo: Blob): Promise<void> {
  const image = await createImageBitmap(photo);
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(image.width, image.height));
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
}

/** The chosen photo on a canvas: no `blob:` address, so a strict `img-src` does not hide it, and none to forget. */
export function photoCanvas(photo: Blob, label: string) {
  const show = (element: Element | undefined) => {
    if (!element || drawn.get(element) === photo) return;
    drawn.set(element, photo);
    draw(element as HTMLCanvasElement, photo).catch(() => {
      // The flow refuses what is no picture and says so beside it; an empty preview is right here.
    });
  };
  return html`<canvas width="1" height="1" role="img" aria-label=${label} ${ref(show)}></canvas>`;
}
