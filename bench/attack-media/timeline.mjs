/** The stretches of every attack's video, those of the people's clips (`src/testing/people`) without what no prompt asks for. */
export const SEGMENTS = [
  ['neutral', 0, 3],
  ['eyes-close', 3, 3.2],
  ['eyes-closed', 3.3, 5.6],
  ['eyes-open', 5.7, 6.1],
  ['double-blink', 6.5, 7.7],
  ['turn-left-out', 8.3, 9.15],
  ['turn-left-held', 9.15, 10.05],
  ['turn-left-back', 10.05, 11],
  ['turn-right-out', 11.2, 12.05],
  ['turn-right-held', 12.05, 12.95],
  ['turn-right-back', 12.95, 13.9],
  ['shake', 14.1, 17.6],
].map(([name, startS, endS]) => ({ name, startS, endS }));

const LENGTH_S = 17.8;

/** The same video with the ways out to a turn and back from it so many times longer; `baseAt` gives the time in the video above. */
export function timelineOf(stretch = 1) {
  let addedS = 0;
  const segments = SEGMENTS.map(({ name, startS, endS }) => {
    const longer = isWay(name) ? (endS - startS) * (stretch - 1) : 0;
    const moved = { name, startS: round(startS + addedS), endS: round(endS + addedS + longer) };
    addedS += longer;
    return moved;
  });
  const baseAt = (s) => {
    const at = segments.findLastIndex(({ startS }) => startS <= s);
    const { startS, endS } = segments[at];
    const base = SEGMENTS[at];
    const share = Math.min(1, (s - startS) / (endS - startS));
    return base.startS + share * (base.endS - base.startS) + Math.max(0, s - endS);
  };
  return { segments, lengthS: LENGTH_S + addedS, baseAt };
}

const isWay = (name) => /^turn-.*-(out|back)$/.test(name);
const round = (seconds) => Math.round(seconds * 1000) / 1000;

const CLOSURES = [
  { at: 3, closeS: 0.15, holdS: 2.6, openS: 0.15 },
  { at: 6.6, closeS: 0.1, holdS: 0.067, openS: 0.133 },
  { at: 7.15, closeS: 0.1, holdS: 0.067, openS: 0.133 },
];
const TURNS = [
  { at: 8.4, size: 1, outS: 0.7, holdS: 1 },
  { at: 11.3, size: -1, outS: 0.7, holdS: 1 },
  ...[0, 1, 2, 3].map((leg) => ({ at: 14.2 + leg * 0.8, size: leg % 2 ? -0.7 : 0.7, outS: 0.4, holdS: 0 })),
];

const ease = (x) => x * x * x * (x * (6 * x - 15) + 10);

/** How far lids are down, 0 to 1. */
export const closureAt = (s) => sum(CLOSURES, s, ({ closeS, holdS, openS }) => [closeS, holdS, openS]);

/** How far the head is turned, -1 (own right) to 1 (own left). */
export const turnAt = (s, course = ease) => sum(TURNS, s, ({ outS, holdS }) => [outS, holdS, outS], course);

/** Which action of the video this is. */
export function actionAt(s) {
  if (s < 3 || s >= 17.6) return 'rest';
  if (s < 6.3) return 'hold';
  if (s < 8) return 'blink';
  if (s < 11.1) return 'left';
  return s < 14 ? 'right' : 'shake';
}

function sum(events, s, phases, course = ease) {
  let value = 0;
  for (const event of events) {
    const [rise, hold, fall] = phases(event);
    const x = s - event.at;
    if (x < 0 || x > rise + hold + fall) continue;
    const share = x < rise ? course(x / rise) : x < rise + hold ? 1 : 1 - course((x - rise - hold) / fall);
    value += share * (event.size ?? 1);
  }
  return value;
}

const wave = (hertz, s, phase = 0) => Math.sin(2 * Math.PI * hertz * s + phase);

/** A sheet held in the hand: pixels and degrees; the same after three seconds, so that the neutral stretch loops. */
export const tremorAt = (s, amount = 1) => ({
  xPx: amount * (3 * wave(1 / 3, s) + 0.8 * wave(4 / 3, s, 1)),
  yPx: amount * (2.5 * wave(1 / 3, s, 2) + 0.7 * wave(5 / 3, s)),
  yaw: amount * 0.8 * wave(1 / 3, s, 2),
  pitch: amount * 0.6 * wave(1 / 3, s, 3),
  roll: amount * 0.6 * wave(1 / 3, s, 1),
});
