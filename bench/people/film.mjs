import sharp from 'sharp';
import { cameraAt, gazeAt, poseSeenBy } from './camera.mjs';
import { linearColour } from './colours.mjs';
import { MATERIAL_NAMES, makeHead } from './head.mjs';
import { paintEye, paintSkin } from './paint.mjs';
import { paintBackground } from './paint-room.mjs';
import { poseAt, scriptOf } from './script.mjs';
import { makeSensor } from './sensor.mjs';
import { makeStudio } from './shade.mjs';

const WIDTH = 640;
const HEIGHT = 480;
const FPS = 30;

/** What a film is made of: pixels and frames a second. */
export const FILM_FORMAT = { WIDTH, HEIGHT, FPS };

const MARGIN = 40;
/** A movement of so many pixels within the shutter's time needs one more picture; up to four are mixed. */
const PIXELS_A_SAMPLE = 2.5;
const MOST_SAMPLES = 4;

const PHOTO_SCENE = {
  light: 'bright',
  lamps: { sky: 2, key: 2.2, fill: 0.7, at: [-12, 40, 50], warmth: 0 },
  faceLevel: 0.3,
  background: 'plain',
  camera: { elevation: 0, azimuth: 0, tilt: 0, distance: 56, fieldOfView: 42, sway: 0 },
  shutter: 0.2,
  noise: 0.8,
  softness: 0.05,
  exposureDrift: 0,
};

/**
 * A person in front of a camera: `frameAt(t)` answers the picture (RGB bytes, the same buffer each time) and the truth in
 * the middle of its exposure.
 */
export async function setUpFilm(geometry, { person, scene, act, seed, mouthOnly }) {
  const head = makeHead(geometry, person);
  const skin = await paintSkin(person, head.landmarkUvs);
  const eye = await paintEye(person);
  const background = await paintBackground(scene, WIDTH, HEIGHT, MARGIN);
  const studio = makeStudio({
    person,
    scene,
    skin,
    eye,
    background,
    margin: MARGIN,
    width: WIDTH,
    height: HEIGHT,
  });
  const script = scriptOf(act, { mouthOnly });
  const momentAt = (t) => {
    const camera = cameraAt(scene.camera, t, seed, HEIGHT);
    const pose = poseAt({ ...script, act, seed }, t);
    const seen = poseSeenBy(camera, pose);
    return { camera, seen, pose: { ...pose, ...gazeAt(seen) } };
  };
  const lightAt = ({ camera, pose }) => {
    head.pose(pose);
    return studio.render(head.mesh, camera);
  };
  const sensor = makeSensor(
    scene,
    exposureFor(studio.raster, head.mesh, lightAt(momentAt(0)), { person, scene }),
    seed,
    WIDTH,
    HEIGHT,
  );
  const mixed = new Float32Array(WIDTH * HEIGHT * 3);
  return {
    script,
    scene,
    frameAt(t) {
      const open = scene.shutter / FPS;
      const count = samplesFor(momentAt(t), momentAt(t + open));
      const share = 1 / count;
      for (let i = 0; i < count; i++) {
        const light = lightAt(momentAt(t + (open * (i + 0.5)) / count));
        if (i === 0) for (let k = 0; k < mixed.length; k++) mixed[k] = light[k] * share;
        else for (let k = 0; k < mixed.length; k++) mixed[k] += light[k] * share;
      }
      return { bytes: sensor(mixed, t), truth: truthOf(momentAt(t + open / 2)) };
    },
  };
}

/** An identity photo as JPEG: the same head in even light, straight, without glasses and headwear, in front of a plain wall. */
export async function setUpPhoto(geometry, drawn) {
  const person = { ...drawn.person, glasses: null, headwear: null, shirt: [70, 70, 80] };
  const scene = { ...drawn.scene, ...PHOTO_SCENE };
  const act = { ...drawn.act, micro: 0.4, tremor: null, pitch: 0, roll: 0, x: 0, y: 0 };
  const { frameAt } = await setUpFilm(geometry, { ...drawn, person, scene, act });
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 };
  return sharp(frameAt(1).bytes, { raw }).jpeg({ quality: 92 }).toBuffer();
}

function truthOf({ pose, seen }) {
  const round = (value, digits) => Number(value.toFixed(digits));
  const { openL, openR, jaw, smile } = pose;
  return {
    openL: round(openL, 3),
    openR: round(openR, 3),
    yaw: round(seen.yaw, 2),
    pitch: round(seen.pitch, 2),
    roll: round(seen.roll, 2),
    jaw: round(jaw, 2),
    smile: round(smile, 2),
  };
}

/** How many pictures a frame is mixed from: as many as its fastest movement needs. */
function samplesFor({ pose: a, seen: from, camera }, { pose: b, seen: to }) {
  const pixelsPerCentimetre = camera.focal / 46;
  const turned =
    Math.hypot(to.yaw - from.yaw, to.pitch - from.pitch, 0.5 * (to.roll - from.roll)) * (Math.PI / 180) * 9;
  const lids = 0.9 * Math.max(Math.abs(b.openL - a.openL), Math.abs(b.openR - a.openR));
  const moved = Math.max(turned, lids, 3 * Math.abs(b.jaw - a.jaw)) * pixelsPerCentimetre;
  return Math.max(1, Math.min(MOST_SAMPLES, Math.ceil(moved / PIXELS_A_SAMPLE)));
}

/** A camera exposes for the face: dark skin stays darker than fair skin, by less than it is. */
function exposureFor({ triangle }, { materials }, pixels, { person, scene }) {
  const skin = MATERIAL_NAMES.indexOf('skin');
  let sum = 0;
  let count = 0;
  for (let at = 0; at < triangle.length; at++) {
    if (triangle[at] < 0 || materials[triangle[at]] !== skin) continue;
    sum += luminance(pixels[at * 3], pixels[at * 3 + 1], pixels[at * 3 + 2]);
    count++;
  }
  const tone = Math.max(0.45, Math.min(1.15, (luminance(...linearColour(person.skin)) / 0.45) ** 0.4));
  return (scene.faceLevel * tone * count) / sum;
}

/** Relative luminance of linear RGB, ITU-R BT.709. */
const luminance = (red, green, blue) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
