import { css } from './colours.mjs';
import { rasterise, shaded } from './paint.mjs';
import { randomOf } from './random.mjs';

const WALLS = {
  room: [176, 168, 156],
  office: [188, 196, 202],
  warm: [196, 172, 140],
  plain: [205, 205, 205],
  window: [150, 146, 140],
  night: [46, 42, 44],
};

/** What is behind somebody, larger than the picture by `margin` on each side, so that a camera may sway. */
export function paintBackground({ background, backgroundSeed, camera }, width, height, margin) {
  const { between } = randomOf(backgroundSeed);
  const wall = WALLS[background];
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  const low = camera.elevation <= -10;
  const layers = [`<rect width="${w}" height="${h}" fill="url(#wall)"/>`];
  if (low) layers.push(ceiling(wall, w, h, background === 'night'));
  else if (background !== 'plain') layers.push(shelves(wall, w, between));
  const panes = background === 'window';
  if (panes) layers.push(bigWindow(w, h, between));
  const wallFill = `<linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${css(shaded(wall, [1.1]))}"/><stop offset="1" stop-color="${css(shaded(wall, [0.7]))}"/></linearGradient>`;
  return rasterise(
    w,
    h,
    w,
    h,
    css(wall),
    [`<defs>${wallFill}</defs><g filter="url(#far)">${layers.join('')}</g>`],
    panes ? 5 : 1,
  );
}

function shelves(wall, w, between) {
  const parts = [
    `<rect x="${w * 0.06}" y="80" width="${w * 0.22}" height="330" fill="${css(shaded(wall, [1.3]))}" stroke="${css(shaded(wall, [0.5]))}" stroke-width="10"/>`,
  ];
  for (let y = 120; y < 600; y += 150) {
    parts.push(
      `<rect x="${w * 0.66}" y="${y}" width="${w * 0.34}" height="12" fill="${css(shaded(wall, [0.55]))}"/>`,
    );
    for (let x = w * 0.66; x < w; ) {
      const [bookWidth, bookHeight] = [between(10, 36), between(70, 120)];
      const colour = css(shaded(wall, [between(0.3, 1), between(0.3, 0.9), between(0.3, 0.9)]));
      parts.push(
        `<rect x="${x}" y="${y - bookHeight}" width="${bookWidth}" height="${bookHeight}" fill="${colour}"/>`,
      );
      x += bookWidth + 2;
    }
  }
  return parts.join('');
}

function ceiling(wall, w, h, night) {
  return (
    `<path d="M0 0H${w}V${h * 0.42}L${w * 0.7} ${h * 0.6}H${w * 0.2}L0 ${h * 0.5}Z" fill="${css(shaded(wall, [1.18]))}"/>` +
    `<ellipse cx="${w * 0.78}" cy="${h * 0.14}" rx="${w * 0.1}" ry="${h * 0.06}" fill="${css(night ? [150, 120, 80] : [255, 252, 240])}"/>`
  );
}

function bigWindow(w, h, between) {
  const [x, y, width, height] = [
    w * between(0.02, 0.3),
    h * between(0, 0.1),
    w * between(0.5, 0.68),
    h * between(0.6, 0.8),
  ];
  const bars = [x + width / 2 - 6, x - 6, x + width - 6].map(
    (at) => `<rect x="${at}" y="${y}" width="12" height="${height}" fill="rgb(90,86,80)"/>`,
  );
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="rgb(250,252,255)"/>${bars.join('')}`;
}
