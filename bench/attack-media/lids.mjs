import { LEFT_EYE, RIGHT_EYE } from '../../src/landmarks/mesh-points.ts';
import { SIZE } from './film.mjs';

/**
 * Eyes of a still, for lids to be drawn over them.
 *
 * @param face the landmark model's face in the still.
 */
export function eyesOf({ points }) {
  return [RIGHT_EYE, LEFT_EYE].map((indices) => {
    const [outer, upper1, upper2, inner, lower2, lower1] = indices.map((index) => ({
      x: points[index * 3],
      y: points[index * 3 + 1],
    }));
    const [left, right] = outer.x < inner.x ? [outer, inner] : [inner, outer];
    const half = (right.x - left.x) / 2;
    const center = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
    const height = (lower1.y + lower2.y - upper1.y - upper2.y) / 2;
    return { ...center, half, height, slope: (right.y - left.y) / (2 * half) };
  });
}

/**
 * A bar in the colour of the skin above the eye, drawn down over the eye, as in the rig's `still_eyepatch_fakeblink`.
 *
 * @param share how far it is down, 0 to 1.
 */
export function drawBars(picture, eyes, share) {
  if (share <= 0) return picture;
  const out = Uint8Array.from(picture);
  for (const eye of eyes) {
    const color = skinAbove(picture, eye);
    const top = -eye.height * 1.2;
    const bottom = top + share * eye.height * 2.6;
    paint(out, eye, 1.35, (_dx, dy) => (dy >= top && dy <= bottom ? [color, 1] : null));
  }
  return out;
}

/**
 * Lids as a person with a paint program makes them: shaped like the eye, shaded like the skin above and below, with the
 * line of the lashes at their lower edge.
 */
export function drawLids(picture, eyes, share) {
  if (share <= 0) return picture;
  const out = Uint8Array.from(picture);
  for (const eye of eyes) {
    const above = skinAbove(picture, eye);
    const lash = above.map((value) => value * 0.35);
    paint(out, eye, 1.15, (dx, dy) => {
      const across = dx / (eye.half * 1.15);
      const arch = Math.max(0, 1 - across * across);
      const top = -eye.height * 1.1 * arch - 2;
      const shut = eye.height * (0.15 + 0.3 * arch);
      const edge = top + share * (shut - top);
      if (dy < top || dy > edge + 2.2) return null;
      if (dy > edge - 0.6) return [lash, arch > 0.05 ? 0.85 : 0.3];
      const shade = 0.94 + 0.06 * ((edge - dy) / Math.max(1, edge - top));
      return [above.map((value) => value * shade), Math.min(1, (dy - top) / 2)];
    });
    // Whatever of the eye shows below a shut lid.
    paint(out, eye, 1.05, (dx, dy) => {
      const across = dx / (eye.half * 1.05);
      const arch = Math.max(0, 1 - across * across);
      const shut = eye.height * (0.15 + 0.3 * arch) + 2.2;
      return share > 0.9 && dy > shut && dy < eye.height * 0.75 ? [above, 0.9] : null;
    });
  }
  return out;
}

function paint(out, eye, reach, colorAt) {
  const half = eye.half * reach;
  for (let x = Math.floor(eye.x - half); x <= eye.x + half; x++) {
    for (let y = Math.floor(eye.y - 3 * eye.height); y <= eye.y + 3 * eye.height; y++) {
      const painted = colorAt(x - eye.x, y - eye.y - (x - eye.x) * eye.slope);
      if (!painted) continue;
      const [color, opacity] = painted;
      const at = (y * SIZE.width + x) * 3;
      color.forEach((value, channel) => {
        out[at + channel] = out[at + channel] * (1 - opacity) + value * opacity;
      });
    }
  }
}

/** Mean colour of the skin between eye and brow. */
function skinAbove(picture, eye) {
  const color = [0, 0, 0];
  let count = 0;
  for (let x = Math.round(eye.x - eye.half / 2); x <= eye.x + eye.half / 2; x++) {
    for (let y = Math.round(eye.y - 1.25 * eye.height); y <= eye.y - 0.85 * eye.height; y++) {
      const at = (y * SIZE.width + x) * 3;
      color.forEach((_, channel) => {
        color[channel] += picture[at + channel];
      });
      count++;
    }
  }
  return color.map((sum) => sum / count);
}
