/** Of the pictures that are made, and of a camera with a view of 54 degrees. */
const WIDTH = 640;
const HEIGHT = 480;
const FOCAL_PX = 625;
const DISTANCE_CM = 50;
const FACE_CM = 14;
/** Half the width and height of the sheet. */
const SHEET_CM = [13, 15];
const BACKGROUND = [150, 145, 135];
const NOISE = 8;
/** So many are drawn for a picture, by far more than a row has, and repeated: drawing them is most of the work. */
const NOISES = 16_411;
const RADIANS = Math.PI / 180;

/**
 * How a print is held: turned about its upright axis, tipped, and leaning in the picture, in degrees; `bend` is the width of
 * the face over the radius of the cylinder that the sheet is bent round (0 flat, about 1.9 as round as a head), `skewDegrees`
 * how far that cylinder's axis leans in the sheet.
 *
 * @typedef {{turnDegrees: number, tipDegrees: number, leanDegrees: number, bend: number, skewDegrees: number}} Hold
 */

/**
 * A print of a face, life-size half a metre before the camera, by tracing each pixel's ray to the sheet.
 *
 * @param {{data: Uint8Array, width: number, height: number}} picture RGB
 * @param {{widthPx: number, x: number, y: number}} face in the picture: what stands in the middle of the sheet
 * @param {Hold} hold
 * @param {() => number} random 0..1, for the camera's noise
 */
export function renderPrint(picture, face, hold, random) {
  const noises = Float32Array.from({ length: NOISES }, () => (random() + random() - 1) * NOISE);
  const cmAPixel = FACE_CM / face.widthPx;
  const intoSheet = rotationInto(hold);
  const [cos, sin] = turn(hold.skewDegrees);
  const eye = intoSheet([0, 0, -DISTANCE_CM]);
  const image = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const ray = intoSheet([(x - WIDTH / 2) / FOCAL_PX, (y - HEIGHT / 2) / FOCAL_PX, 1]);
      const hit = hold.bend === 0 ? onPlane(eye, ray) : onCylinder(eye, ray, FACE_CM / hold.bend);
      const noise = noises[(y * WIDTH + x) % NOISES];
      // The axis of the bend leans, not the face.
      const [across, down] = hit ? [cos * hit[0] - sin * hit[1], sin * hit[0] + cos * hit[1]] : [NaN, NaN];
      const onSheet = Math.abs(across) <= SHEET_CM[0] && Math.abs(down) <= SHEET_CM[1];
      const at = [face.x + across / cmAPixel, face.y + down / cmAPixel];
      const color = (onSheet && sample(picture, at)) || BACKGROUND;
      const offset = (y * WIDTH + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        image[offset + channel] = Math.max(0, Math.min(255, color[channel] + noise));
      }
    }
  }
  return { data: image, width: WIDTH, height: HEIGHT };
}

const turn = (degrees) => [Math.cos(degrees * RADIANS), Math.sin(degrees * RADIANS)];

/** From the camera's axes into those of the sheet. */
function rotationInto({ turnDegrees, tipDegrees, leanDegrees, skewDegrees }) {
  const [[cosTurn, sinTurn], [cosTip, sinTip], [cosLean, sinLean], [cosSkew, sinSkew]] = [
    turnDegrees,
    tipDegrees,
    leanDegrees,
    skewDegrees,
  ].map(turn);
  return ([x, y, z]) => {
    const [x0, y0] = [cosLean * x + sinLean * y, cosLean * y - sinLean * x];
    const [y1, z1] = [cosTip * y0 + sinTip * z, cosTip * z - sinTip * y0];
    const [x2, z2] = [cosTurn * x0 - sinTurn * z1, sinTurn * x0 + cosTurn * z1];
    return [cosSkew * x2 + sinSkew * y1, cosSkew * y1 - sinSkew * x2, z2];
  };
}

function onPlane(eye, ray) {
  const t = -eye[2] / ray[2];
  return t > 0 ? [eye[0] + t * ray[0], eye[1] + t * ray[1]] : null;
}

/** Where the ray first meets the sheet: along its width and its height. The middle of the sheet is nearest to the camera. */
function onCylinder(eye, ray, radius) {
  const z = eye[2] - radius;
  const a = ray[0] * ray[0] + ray[2] * ray[2];
  const b = eye[0] * ray[0] + z * ray[2];
  const root = Math.sqrt(b * b - a * (eye[0] * eye[0] + z * z - radius * radius));
  for (const t of [(-b - root) / a, (-b + root) / a]) {
    if (!(t > 0)) continue;
    const angle = Math.atan2(eye[0] + t * ray[0], -(z + t * ray[2]));
    if (Math.abs(angle) < 1.5 && Math.abs(radius * angle) <= SHEET_CM[0]) {
      return [radius * angle, eye[1] + t * ray[1]];
    }
  }
  return null;
}

/** Bilinear; null outside of the picture. */
function sample({ data, width, height }, [x, y]) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (!(left >= 0 && top >= 0 && left < width - 1 && top < height - 1)) return null;
  const [right, low] = [x - left, y - top];
  const at = (column, row, channel) => data[(row * width + column) * 3 + channel];
  return [0, 1, 2].map(
    (channel) =>
      (at(left, top, channel) * (1 - right) + at(left + 1, top, channel) * right) * (1 - low) +
      (at(left, top + 1, channel) * (1 - right) + at(left + 1, top + 1, channel) * right) * low,
  );
}
