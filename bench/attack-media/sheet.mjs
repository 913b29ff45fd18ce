import { SIZE } from './film.mjs';

/** Field of view of the camera: 42 degrees up and down, as with the rendered people. */
const FOCAL_PX = SIZE.height / 2 / Math.tan((21 * Math.PI) / 180);
const RADIANS = Math.PI / 180;

/**
 * A picture on a sheet before a camera, by casting a ray for each pixel; at rest it fills the frame one to one.
 *
 * @param picture RGB of the frame's size.
 * @param pose `xPx`, `yPx` (shift), `zoom`, `yaw`, `pitch`, `roll` in degrees (yaw > 0: the person's own left),
 *   `bend`: degrees of a cylinder that the sheet's width covers, 0 being flat, > 0 bulging towards the camera.
 * @param behind what is seen beside the sheet.
 */
export function drawSheet(picture, pose, behind) {
  const { width, height } = SIZE;
  const out = Uint8Array.from(behind);
  const { xPx = 0, yPx = 0, zoom = 1, bend = 0 } = pose;
  const turn = rotation(pose);
  const center = [xPx / zoom, yPx / zoom, FOCAL_PX / zoom];
  // The camera in the sheet's own coordinates.
  const eye = back(turn, [-center[0], -center[1], -center[2]]);
  const radius = bend > 0.01 ? width / (bend * RADIANS) : 0;
  for (let y = 0; y < height; y++) {
    // A ray's direction changes evenly along a row.
    let [dx, dy, dz] = back(turn, [-width / 2, y - height / 2, FOCAL_PX]);
    for (let x = 0; x < width; x++) {
      const distance = radius ? toCylinder(radius, eye, dx, dz) : -eye[2] / dz;
      if (distance > 0) {
        const [right, away] = [eye[0] + distance * dx, eye[2] + distance * dz];
        const across = radius ? radius * Math.atan2(right, radius - away) : right;
        const down = eye[1] + distance * dy;
        sample(picture, across + width / 2, down + height / 2, out, (y * width + x) * 3);
      }
      dx += turn[0];
      dy += turn[1];
      dz += turn[2];
    }
  }
  return out;
}

/** Rows of the matrix that takes the sheet's axes (right, down, away) to the camera's. */
function rotation({ yaw = 0, pitch = 0, roll = 0 }) {
  const [a, b, c] = [-yaw * RADIANS, pitch * RADIANS, roll * RADIANS];
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  const aboutY = [ca, 0, sa, 0, 1, 0, -sa, 0, ca];
  const aboutX = [1, 0, 0, 0, cb, -sb, 0, sb, cb];
  const aboutZ = [cc, -sc, 0, sc, cc, 0, 0, 0, 1];
  return times(aboutY, times(aboutX, aboutZ));
}

const times = (m, n) =>
  m.map((_, at) => {
    const [row, column] = [Math.floor(at / 3), at % 3];
    return m[row * 3] * n[column] + m[row * 3 + 1] * n[3 + column] + m[row * 3 + 2] * n[6 + column];
  });

/** The transposed matrix on a vector. */
const back = (m, [x, y, z]) => [
  m[0] * x + m[3] * y + m[6] * z,
  m[1] * x + m[4] * y + m[7] * z,
  m[2] * x + m[5] * y + m[8] * z,
];

/** How far a ray goes to the cylinder whose upright axis lies `radius` behind the sheet's middle; -1 if it misses. */
function toCylinder(radius, eye, dx, dz) {
  const away = eye[2] - radius;
  const a = dx * dx + dz * dz;
  const b = eye[0] * dx + away * dz;
  const root = b * b - a * (eye[0] * eye[0] + away * away - radius * radius);
  return root < 0 ? -1 : (-b - Math.sqrt(root)) / a;
}

function sample(picture, x, y, out, to) {
  const { width, height } = SIZE;
  if (x < 0 || y < 0 || x > width - 1.001 || y > height - 1.001) return;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const from = (top * width + left) * 3;
  for (let channel = 0; channel < 3; channel++) {
    const at = from + channel;
    const upper = picture[at] * (1 - fx) + picture[at + 3] * fx;
    const lower = picture[at + width * 3] * (1 - fx) + picture[at + width * 3 + 3] * fx;
    out[to + channel] = upper * (1 - fy) + lower * fy;
  }
}

/** What lies behind a sheet: a wall with a window and a table, out of focus enough to be plain colours. */
export function room() {
  const { width, height } = SIZE;
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = 1 - 0.25 * (x / width) - 0.1 * (y / height);
      const color =
        y > 340 ? [107, 88, 68] : x > 50 && x < 190 && y > 30 && y < 240 ? [217, 212, 200] : [185, 178, 166];
      color.forEach((value, channel) => {
        out[(y * width + x) * 3 + channel] = value * shade;
      });
    }
  }
  return out;
}

/** Both pictures at once. */
export function blend(a, b, share) {
  if (share <= 0) return a;
  if (share >= 1) return b;
  return a.map((value, at) => value * (1 - share) + b[at] * share);
}
