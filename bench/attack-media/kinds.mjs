import { FPS } from './film.mjs';
import { drawBars, drawLids } from './lids.mjs';
import { drawScreen } from './screen.mjs';
import { blend, drawSheet } from './sheet.mjs';
import { actionAt, closureAt, SEGMENTS, tremorAt, turnAt } from './timeline.mjs';

/** How far a sheet is turned where the video has a whole turn. */
const SHEET_DEGREES = 50;
/** Held nearer than life size, so that a turned sheet's face is not too small. */
const SHEET_ZOOM = 1.2;
/** Half way down: the landmark model takes a bar over the whole eye for an open one. */
const BAR_SHARE = 0.57;
/** How far `turnAt` goes in each action. */
const TURN_OF = { rest: 1, hold: 1, blink: 1, left: 1, right: 1, shake: 0.7 };

const STILL = { rest: 1, shut: 4.5, left: 9.5, right: 12.5 };

/**
 * Every attack. `answers`: the prompts that the video has an answer to; to the others it goes on showing the face at rest.
 * `expectedToPass`: why nothing here refuses it. `refusedIn: 'pictures'`: only the backend's look at the pictures does.
 * `frame(s, cast)`: RGB of the video at `s` seconds; `cast.person` (and `cast.other`) have `film` and `eyes`.
 */
export const KINDS = {
  'slideshow-cuts': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'stills with eyes open, eyes shut, head left, head right, changed from one picture to the next',
    frame: (s, { person, behind }) => drawSheet(person.film.at(stillAt(s)), tremorAt(s), behind),
  },
  'slideshow-fades': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'the same stills, faded into one another as slowly as lids close and a head turns (0.7 s)',
    frame: (s, cast) => faded(s, cast, turnAt(s)),
  },
  'slideshow-slow-fades': {
    answers: ['hold', 'double_blink', 'turn'],
    how: 'the same, but evenly and over 2 s into the turned head and back, so that nothing jumps',
    stretch: 2.9,
    frame: (s, cast) => faded(s, cast, actionAt(s) === 'shake' ? 0 : turnAt(s, (share) => share)),
  },
  'slideshow-halfway': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'the stills of slideshow-cuts and one more half way to each side, changed from one picture to the next',
    frame: (s, { person, behind }) => drawSheet(person.film.at(stillBetweenAt(s, 1)), tremorAt(s), behind),
  },
  'slideshow-thirds': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'the same with two more stills on the way to each side',
    frame: (s, { person, behind }) => drawSheet(person.film.at(stillBetweenAt(s, 2)), tremorAt(s), behind),
  },
  'photo-turned': {
    answers: ['turn', 'shake'],
    how: 'one photo, turned about its upright axis by 50 degrees for a turn',
    frame: (s, { person, behind }) => drawSheet(person.film.at(STILL.rest), held(s), behind),
  },
  'photo-turned-eyelid-bar': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'the same, with bars in the colour of the skin drawn over the eyes',
    frame(s, { person, behind }) {
      const photo = drawBars(person.film.at(STILL.rest), person.eyes, BAR_SHARE * closureAt(s));
      return drawSheet(photo, held(s), behind);
    },
  },
  'photo-turned-replayed-eyes': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'a flat screen: the eyes are those of the film, turns are made by turning the screen by 50 degrees',
    frame(s, { person, behind }) {
      const action = actionAt(s);
      const own = action === 'rest' || action === 'hold' || action === 'blink';
      return drawSheet(person.film.at(own ? s : STILL.rest), held(s), behind);
    },
  },
  'bent-photo': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    how: 'one photo bent round a cylinder (110 degrees of it), lids drawn on it, turned by 38 degrees for a turn',
    frame(s, { person, behind }) {
      const photo = drawLids(person.film.at(STILL.rest), person.eyes, closureAt(s));
      return drawSheet(photo, { ...held(s, 38), zoom: 1.1, bend: 110 }, behind);
    },
  },
  'bent-photo-from-aside': {
    answers: ['hold', 'double_blink', 'turn_left'],
    how: 'the same bent photo, already turned aside at rest as far as the gates bear it, so that a turn to the left is twice as large; none to the right',
    frame(s, { person, behind }) {
      const photo = drawLids(person.film.at(STILL.rest), person.eyes, closureAt(s));
      const tremor = tremorAt(s, 0.5);
      const side = actionAt(s) === 'left' ? turnAt(s) : 0;
      return drawSheet(photo, { ...tremor, yaw: tremor.yaw - 42 + 87 * side, zoom: 1.1, bend: 115 }, behind);
    },
  },
  'eyelid-bar': {
    answers: ['hold', 'double_blink'],
    how: 'one photo, with bars in the colour of the skin drawn over the eyes; no turns',
    frame(s, { person, behind }) {
      return drawSheet(
        drawBars(person.film.at(STILL.rest), person.eyes, BAR_SHARE * closureAt(s)),
        tremorAt(s),
        behind,
      );
    },
  },
  'eyelid-bar-replayed-turns': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    expectedToPass:
      "turns are the right person's own, replayed; a bar held half way down is measured like a closed eye",
    how: 'the same bars; turns and shakes are those of the film',
    frame: (s, cast) =>
      lidsAndTurns(s, cast, (picture, eyes, share) => drawBars(picture, eyes, BAR_SHARE * share)),
  },
  'eyelid-drawn-replayed-turns': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    expectedToPass:
      "turns are the right person's own, replayed; well-drawn lids are measured like closed eyes",
    how: 'lids drawn in the shape of the eye, with lashes; turns and shakes are those of the film',
    frame: (s, cast) => lidsAndTurns(s, cast, drawLids),
  },
  'person-swapped': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    refusedIn: 'pictures',
    how: 'rest and eyes are those of one person, turns and shakes those of another',
    frame(s, { person, other }) {
      const action = actionAt(s);
      const own = action === 'rest' || action === 'hold' || action === 'blink';
      return (own ? person : other).film.at(s);
    },
  },
  'screen-replay': {
    answers: ['hold', 'double_blink', 'turn', 'shake'],
    expectedToPass: "the right person's right actions, replayed in answer to the prompts",
    how: 'the whole film on a screen: bezel, moiré, a refresh band, a reflection',
    frame: (s, { person, behind }) =>
      drawSheet(drawScreen(person.film.at(s), s), { ...tremorAt(s, 0.6), zoom: 0.94 }, behind),
  },
};

const held = (s, degrees = SHEET_DEGREES) => {
  const tremor = tremorAt(s);
  return { ...tremor, yaw: tremor.yaw + turnAt(s) * degrees, zoom: SHEET_ZOOM };
};

function lidsAndTurns(s, { person, behind }, draw) {
  const action = actionAt(s);
  const eyes = action === 'hold' || action === 'blink';
  const picture = action === 'rest' ? person.film.at(STILL.rest) : person.film.at(s);
  const shown = eyes ? draw(person.film.at(STILL.rest), person.eyes, closureAt(s)) : picture;
  return drawSheet(shown, tremorAt(s), behind);
}

function faded(s, { person, behind }, turnedTo) {
  const turned = turnedTo / TURN_OF[actionAt(s)];
  const still = person.film.at(turned > 0 ? STILL.left : turned < 0 ? STILL.right : STILL.shut);
  const share = turned === 0 ? closureAt(s) : Math.abs(turned);
  return drawSheet(blend(person.film.at(STILL.rest), still, share), tremorAt(s), behind);
}

/** Which still an operator shows. */
function stillAt(s) {
  if (closureAt(s) > 0.5) return STILL.shut;
  const turned = turnAt(s);
  if (turned > 0.35) return STILL.left;
  return turned < -0.35 ? STILL.right : STILL.rest;
}

/** As `stillAt`, with so many stills between rest and each side. */
function stillBetweenAt(s, between) {
  if (closureAt(s) > 0.5) return STILL.shut;
  const turned = turnAt(s) / TURN_OF[actionAt(s)];
  const share = Math.round(Math.abs(turned) * (between + 1)) / (between + 1);
  if (share === 0) return STILL.rest;
  const side = turned > 0 ? 'left' : 'right';
  return share === 1 ? STILL[side] : onTheWayTo(side, share);
}

/** When the video's own turn has come so far. */
function onTheWayTo(side, share) {
  let s = SEGMENTS.find(({ name }) => name === `turn-${side}-out`).startS;
  while (Math.abs(turnAt(s)) < share) s += 1 / FPS;
  return s;
}
