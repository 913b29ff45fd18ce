import { randomOf } from './random.mjs';

/** The Monk skin tone scale (Ellis Monk, Google, 2022; skintone.google), sRGB. */
const MONK = [
  [246, 237, 228],
  [243, 231, 219],
  [247, 234, 208],
  [234, 218, 186],
  [215, 189, 150],
  [160, 126, 86],
  [130, 92, 67],
  [96, 65, 52],
  [58, 49, 42],
  [41, 36, 32],
];
/** How often a tone is drawn, out of 40: China's adults first, outdoor workers and everybody else after them. */
const TONE_WEIGHTS = [1, 4, 8, 9, 8, 4, 2, 2, 1, 1];

/**
 * The direction, over the 24 identity morphs, in which a head gets a lower nasal bridge, a flatter brow and a wider face:
 * the gradient of those measures of the geometry, each over its spread, of unit length.
 */
const FLATTER = [
  0.19, 0.57, -0.28, -0.14, -0.39, 0.03, -0.25, -0.31, 0.03, 0, -0.12, 0.18, 0.19, 0.24, -0.07, 0.05, -0.13,
  0.15, 0.15, 0.02, 0, 0.01, 0.13, 0,
];

/**
 * A person, the room, the camera and what the person does, drawn from a seed: the same seed gives the same person.
 * Degrees, centimetres and seconds; colours are sRGB, 0 to 255.
 *
 * @param {number} seed
 */
export function drawPerson(seed) {
  const random = randomOf(seed);
  const old = random.chance(0.6);
  const man = random.chance(0.5);
  const tone = drawTone(random);
  const person = drawLooks(random, { old, man, tone, seed });
  const scene = drawScene(random, { old });
  const act = drawAct(random, { old });
  act.pitch += Math.min(0, scene.camera.elevation) * random.between(0.3, 0.6); // people bend their heads to a telephone
  act.talk = { hertz: random.between(2.4, 4.5), amount: random.between(0.1, 0.3) };
  act.smile = random.between(0.3, 0.9);
  return {
    seed,
    person,
    scene,
    act,
    groups: groupsOf({ old, tone, person, scene, act }),
    traits: { old, man, monk: tone + 1 },
  };
}

function drawTone({ next }) {
  const drawn = next() * TONE_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  return TONE_WEIGHTS.findIndex((weight) => {
    below += weight;
    return drawn < below;
  });
}

function drawLooks(random, { old, man, tone, seed }) {
  const { between, chance, pick, normal, next } = random;
  const flatter = between(0.2, 1.4);
  const hair = old
    ? pick([
        [196, 196, 198],
        [150, 148, 146],
        [112, 110, 108],
        [66, 62, 60],
        [26, 23, 22],
      ])
    : pick([
        [20, 16, 14],
        [26, 21, 18],
        [40, 28, 22],
        [62, 44, 32],
      ]);
  const beard = man && chance(0.55) ? pick(['stubble', 'moustache', 'goatee', 'full', 'full']) : null;
  const headwear = chance(0.12) ? pick(['beanie', 'scarf']) : null;
  const bald = man && !headwear && chance(old ? 0.3 : 0.06);
  const droop = old ? between(0.1, 0.3) : between(0.02, 0.18);
  return {
    seed,
    identity: FLATTER.map((share) => 0.75 * normal() + flatter * share),
    skin: MONK[tone].map((value, i) => clamp(value * [0.95, 0.86, 0.84][i] + between(-6, 6), 24, 246)),
    hair,
    brow: old && chance(0.5) ? hair : [30, 25, 23],
    browThickness: between(11, 26),
    hairVolume: between(0.4, 1.6),
    hairline: bald ? null : between(3.1, 5),
    longHair: !man && !headwear && chance(0.5),
    fringe:
      !bald && !headwear && chance(man ? 0.25 : 0.55)
        ? { reach: between(-0.6, 2), density: between(0.45, 1) }
        : null,
    headwear: headwear && { kind: headwear, colour: [between(30, 200), between(30, 180), between(30, 180)] },
    beard: beard && {
      kind: beard,
      length: beard === 'stubble' ? 0 : between(0.25, 1),
      colour: scaled(hair, between(0.6, 1)),
    },
    age: old ? between(0.5, 1) : between(0, 0.25),
    shirt: [between(30, 210), between(30, 210), between(30, 210)],
    eye: pick([
      [38, 24, 16],
      [46, 30, 20],
      [30, 20, 15],
      [58, 38, 26],
    ]),
    squint: between(0.05, 0.5),
    lash: next() < 0.5 ? between(0.3, 0.9) : 0,
    droop,
    droopExtra: chance(0.3) ? { eye: pick(['L', 'R']), amount: between(0.04, 0.14) } : null,
    glasses: chance(old ? 0.62 : 0.45) ? drawGlasses(random) : null,
  };
}

function drawGlasses({ between, chance, pick }) {
  const style = pick(['thin', 'thick', 'thick', 'browline', 'low']);
  return {
    style,
    tube: {
      thin: between(0.05, 0.09),
      thick: between(0.2, 0.36),
      browline: between(0.14, 0.24),
      low: between(0.08, 0.2),
    }[style],
    colour: pick([
      [18, 18, 18],
      [24, 20, 18],
      [70, 44, 28],
      [150, 120, 60],
      [120, 124, 130],
      [120, 30, 36],
    ]),
    corners: pick([2, 2.6, 4, 5]),
    width: between(2.25, 2.75),
    height: style === 'low' ? between(1.25, 1.6) : between(1.5, 2.3),
    /** How far the frame has slid down the nose, so that a rim may cross the lids. */
    drop: style === 'low' ? between(0.5, 1.1) : between(-0.15, 0.45),
    tint: chance(0.3)
      ? {
          colour: pick([
            [60, 60, 66],
            [120, 90, 50],
            [90, 110, 120],
          ]),
          opacity: between(0.15, 0.4),
        }
      : null,
    /** A window that the lenses mirror: where it stands, how bright it is against white skin. */
    window: chance(0.6)
      ? {
          azimuth: between(-40, 40),
          elevation: between(-5, 35),
          width: between(14, 34),
          height: between(14, 30),
          strength: between(0.15, 0.8),
        }
      : null,
    curvature: between(0.05, 0.11),
  };
}

/** Per light: hemisphere, key and fill; where the key stands; the face's brightness in the picture; noise in levels of 255. */
const LIGHTS = {
  soft: { sky: 1.5, key: 2, fill: 0.5, at: [25, 30, 50], face: [0.2, 0.3], noise: [1.5, 4] },
  bright: { sky: 2, key: 2.6, fill: 0.7, at: [10, 45, 50], face: [0.24, 0.36], noise: [1, 2.5] },
  overhead: { sky: 0.6, key: 2.6, fill: 0.15, at: [5, 60, 16], face: [0.14, 0.22], noise: [2, 5] },
  'one-side': { sky: 0.4, key: 3, fill: 0.12, at: [62, 14, 24], face: [0.13, 0.22], noise: [2, 6] },
  back: { sky: 0.8, key: 2.6, fill: 0.2, at: [24, 26, -50], face: [0.08, 0.14], noise: [3, 7] },
  dim: { sky: 0.5, key: 0.9, fill: 0.12, at: [10, 40, 40], face: [0.08, 0.15], noise: [6, 12] },
  screen: { sky: 0.14, key: 1.3, fill: 0, at: [2, -14, 50], face: [0.1, 0.17], noise: [6, 13] },
};

function drawScene({ between, chance, pick, sign }, { old }) {
  const light = pick([
    'soft',
    'soft',
    'bright',
    'overhead',
    'one-side',
    'one-side',
    'back',
    'back',
    'dim',
    'screen',
  ]);
  const { face, noise, at, ...levels } = LIGHTS[light];
  const below = chance(old ? 0.5 : 0.3);
  const shutter = { dim: between(0.7, 1), screen: between(0.7, 1) }[light] ?? between(0.25, 0.85);
  return {
    light,
    lamps: {
      ...levels,
      at: [at[0] * sign(), at[1], at[2]],
      warmth: light === 'screen' ? -0.25 : between(-0.1, 0.2),
    },
    faceLevel: between(...face),
    background:
      light === 'back'
        ? 'window'
        : light === 'dim' || light === 'screen'
          ? 'night'
          : pick(['room', 'office', 'warm', 'plain']),
    backgroundSeed: Math.floor(between(0, 1000)),
    camera: below
      ? {
          elevation: -between(10, 25),
          azimuth: between(-6, 6),
          tilt: between(-8, 8),
          distance: between(41, 52),
          fieldOfView: between(44, 52),
          sway: between(0.25, 0.8),
        }
      : {
          elevation: between(-5, 8),
          azimuth: between(-4, 4),
          tilt: between(-3, 3),
          distance: between(44, 62),
          fieldOfView: 42,
          sway: chance(0.3) ? between(0.15, 0.5) : 0,
        },
    /** Share of a frame's time in which the shutter is open. */
    shutter,
    noise: between(...noise),
    softness: between(0.05, 0.28),
    exposureDrift: between(0, 0.08),
    crf: Math.round(between(24, 37)),
  };
}

function drawAct({ between, chance, pick }, { old }) {
  const slow = old && chance(0.5);
  return {
    closeS: old ? between(0.14, 0.34) : between(0.09, 0.17),
    depth: old ? between(0.6, 0.9) : between(0.78, 1),
    weakEye: chance(0.35) ? { eye: pick(['L', 'R']), share: between(0.75, 0.93) } : null,
    turn: old ? between(14, 25) : between(18, 30),
    outS: slow ? between(0.8, 1.15) : between(0.45, 0.8),
    delayS: slow ? between(0.4, 0.9) : between(0.05, 0.35),
    shake: between(11, 21),
    shakeLegS: old ? between(0.38, 0.58) : between(0.26, 0.42),
    nod: between(10, 19),
    nodLegS: old ? between(0.36, 0.5) : between(0.28, 0.4),
    jaw: between(0.35, 0.65),
    micro: old ? between(1.1, 2.2) : between(0.6, 1.2),
    tremor:
      old && chance(0.4)
        ? { hertz: between(4, 6), degrees: between(0.25, 0.9), axis: pick(['yaw', 'pitch', 'both']) }
        : null,
    /** A turn of the neck dips and tilts the head as well, by this share. */
    coupling: { pitch: between(-0.18, 0.18), roll: between(-0.15, 0.15) },
    pitch: between(-6, 6),
    roll: between(-6, 6),
    x: between(-2, 2),
    y: between(-1.4, 1.4),
  };
}

function groupsOf({ old, tone, person, scene, act }) {
  const { glasses } = person;
  const also = {
    'thick-frame': glasses && glasses.tube >= 0.2,
    reflection: glasses?.window,
    beard: person.beard,
    fringe: person.fringe,
    headwear: person.headwear,
    'from-below': scene.camera.elevation <= -10,
    blur: scene.shutter >= 0.7,
    noise: scene.noise >= 6,
    compressed: scene.crf >= 33,
    tremor: act.tremor,
    'partial-lids': act.depth < 0.8,
    'uneven-lids': act.weakEye || person.droopExtra,
    'small-turn': act.turn < 20,
    slow: act.delayS >= 0.4,
  };
  return [
    old ? 'older' : 'younger',
    glasses ? 'glasses' : 'no-glasses',
    tone < 4 ? 'light' : tone < 6 ? 'medium' : 'dark',
    `light-${scene.light}`,
    ...Object.keys(also).filter((name) => also[name]),
  ];
}

const scaled = (colour, factor) => colour.map((value) => value * factor);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
