/** Everything is laid out in seconds; an event is what a person does, a segment is what a prompt may be answered with. */

/**
 * What somebody does from the first frame to the last: the segments of the media set's people, one after the other, each
 * with room to breathe. A late person's delay is inside the segment, where a prompt would meet it.
 *
 * @param {ReturnType<import('./draw.mjs').drawPerson>['act']} act
 * @param {{mouthOnly?: boolean}} [options] `mouthOnly`: nothing but the rest and what a mouth does
 */
export function scriptOf(act, { mouthOnly = false } = {}) {
  const events = [];
  const segments = [];
  let at = 0;
  const segment = (name, startS, endS) =>
    segments.push({ name, startS: round(startS, 3), endS: round(endS, 3) });
  const wait = (seconds) => {
    at += seconds;
  };
  const stage = { act, events, segment, wait, now: () => at };

  segment('neutral', 0, 3);
  wait(3);
  for (const part of mouthOnly ? MOUTH : [...EYES_AND_HEAD, ...MOUTH]) part(stage);
  return { events, segments, duration: Math.ceil(at * 30) / 30 };
}

const EYES_AND_HEAD = [
  closeEyes,
  blinkTwice,
  (stage) => turnTo(stage, 'left', 1),
  (stage) => turnTo(stage, 'right', -1),
  shake,
  nod,
];
const MOUTH = [openMouth, talk, smile];

/** A lid that hardly moves isn't what this generator is for. */
const LEAST_DEPTH = 0.55;

function lids({ depth, weakEye }) {
  const depthOf = (eye) =>
    round(weakEye?.eye === eye ? Math.max(LEAST_DEPTH, depth * weakEye.share) : depth, 3);
  return { depth: round(depth, 3), depthL: depthOf('L'), depthR: depthOf('R') };
}

function closeEyes({ act, events, segment, wait, now }) {
  const { closeS, delayS } = act;
  const t = now();
  const shut = t + delayS;
  events.push({ type: 'blink', t: shut, close: closeS, hold: 2.4, open: closeS, ...lids(act) });
  segment('eyes-close', t, shut + closeS + 0.05);
  segment('eyes-closed', shut + closeS + 0.1, shut + closeS + 2.3);
  segment('eyes-open', shut + closeS + 2.4, shut + 2 * closeS + 2.75);
  wait(delayS + 2 * closeS + 3.2);
}

function blinkTwice({ act, events, segment, wait, now }) {
  const { closeS, delayS } = act;
  const t = now();
  const blink = {
    type: 'blink',
    close: Math.min(0.18, closeS),
    hold: 0.08,
    open: Math.min(0.22, closeS + 0.03),
    ...lids(act),
  };
  events.push({ ...blink, t: t + delayS + 0.1 }, { ...blink, t: t + delayS + 0.76 });
  segment('double-blink', t, t + delayS + 1.4);
  wait(delayS + 1.85);
}

function turnTo({ act, events, segment, wait, now }, side, sign) {
  const { turn, outS, delayS, coupling } = act;
  const t = now();
  const start = t + delayS;
  const yaw = sign * turn;
  events.push({
    type: 'turn',
    t: start + 0.05,
    yaw,
    pitch: turn * coupling.pitch,
    roll: yaw * coupling.roll,
    out: outS,
    hold: 1,
    back: outS,
  });
  segment(`turn-${side}-out`, t, start + outS + 0.1);
  segment(`turn-${side}-held`, start + outS + 0.1, start + outS + 1);
  segment(`turn-${side}-back`, start + outS + 1, start + 2 * outS + 1.2);
  wait(delayS + 2 * outS + 1.6);
}

function shake({ act, events, segment, wait, now }) {
  const { shake: degrees, shakeLegS: leg, delayS } = act;
  const t = now();
  for (let i = 0; i < 4; i++) {
    const yaw = (i % 2 === 0 ? 1 : -1) * degrees;
    events.push({ type: 'turn', t: t + delayS + 0.1 + i * 2 * leg, yaw, out: leg, hold: 0, back: leg });
  }
  segment('shake', t, t + delayS + 0.3 + 8 * leg);
  wait(delayS + 0.7 + 8 * leg);
}

function nod({ act, events, segment, wait, now }) {
  const { nod: degrees, nodLegS: leg, delayS } = act;
  const t = now();
  const down = { type: 'turn', pitch: -degrees, out: leg, hold: 0.1, back: leg };
  events.push({ ...down, t: t + delayS + 0.1 }, { ...down, t: t + delayS + 0.3 + 2 * leg });
  segment('nod', t, t + delayS + 0.6 + 4 * leg);
  wait(delayS + 0.9 + 4 * leg);
}

function openMouth({ act, events, segment, wait, now }) {
  const t = now();
  events.push({ type: 'jaw', t: t + act.delayS + 0.1, amount: act.jaw, dur: 1.3 });
  segment('open-mouth', t, t + act.delayS + 1.5);
  wait(act.delayS + 1.7);
}

/** What nobody is asked for: a mouth that moves, and must not be taken for one that was opened. */
function talk({ act, events, segment, wait, now }) {
  const t = now();
  const lastsS = 3.2;
  events.push({ type: 'talk', t: t + 0.1, dur: lastsS, ...act.talk });
  segment('talk', t, t + lastsS + 0.2);
  wait(lastsS + 0.5);
}

function smile({ act, events, segment, wait, now }) {
  const t = now();
  events.push({ type: 'smile', t: t + 0.1, amount: act.smile, out: 0.35, hold: 0.9, back: 0.4 });
  segment('smile', t, t + 1.9);
  wait(2.1);
}

/** Quintic ease in and out: the minimum-jerk course of a movement (Flash and Hogan, 1985). */
const ease = (x) => x ** 3 * (x * (6 * x - 15) + 10);
const course = (x, out, hold, back) => {
  if (x < 0 || x > out + hold + back) return 0;
  if (x < out) return ease(x / out);
  return x < out + hold ? 1 : 1 - ease((x - out - hold) / back);
};

/**
 * The pose at a moment: openness of the lids 1 to 0, degrees (yaw to the subject's left, chin up, top of the head to image
 * right), centimetres. Nobody is still: slow sway, and tremor where it was drawn.
 */
export function poseAt({ events, act, seed }, t) {
  const wave = (hertz, phase) => Math.sin(2 * Math.PI * hertz * t + phase * 1.7 + seed);
  const { micro, tremor } = act;
  const shiver = tremor
    ? tremor.degrees * (0.75 * wave(tremor.hertz, 9) + 0.25 * wave(tremor.hertz * 1.13, 10))
    : 0;
  const pose = {
    openL: 1,
    openR: 1,
    yaw: micro * (0.7 * wave(0.31, 1) + 0.3 * wave(0.83, 2)) + (tremor?.axis === 'pitch' ? 0 : shiver),
    pitch:
      act.pitch +
      micro * (0.5 * wave(0.27, 3) + 0.25 * wave(0.9, 4)) +
      (tremor && tremor.axis !== 'yaw' ? shiver * 0.8 : 0),
    roll: act.roll + micro * 0.4 * wave(0.22, 5),
    jaw: 0,
    smile: 0,
    x: act.x + micro * 0.15 * wave(0.19, 6),
    y: act.y + micro * 0.12 * wave(0.25, 7),
    z: micro * 0.2 * wave(0.15, 8),
  };
  for (const event of events) applyEvent(pose, event, t - event.t);
  return pose;
}

function applyEvent(pose, event, x) {
  if (event.type === 'blink') {
    const shut = course(x, event.close, event.hold, event.open);
    pose.openL = Math.min(pose.openL, 1 - event.depthL * shut);
    pose.openR = Math.min(pose.openR, 1 - event.depthR * shut);
  } else if (event.type === 'turn') {
    const share = course(x, event.out, event.hold, event.back);
    for (const axis of ['yaw', 'pitch', 'roll']) pose[axis] += share * (event[axis] ?? 0);
  } else if (event.type === 'smile') {
    pose.smile += event.amount * course(x, event.out, event.hold, event.back);
  } else if (event.type === 'talk') {
    pose.jaw += spoken(event, x);
  } else if (x >= 0 && x <= event.dur) {
    const wobble = 0.75 + 0.25 * Math.abs(Math.sin(x * 9));
    pose.jaw += event.amount * Math.sin((Math.PI * x) / event.dur) * wobble;
  }
}

/** Syllables, each as wide as it comes, within a phrase that begins and ends with a shut mouth. */
function spoken({ amount, hertz, dur }, x) {
  if (x < 0 || x > dur) return 0;
  const syllable = Math.abs(Math.sin(Math.PI * hertz * x));
  const width = 0.6 + 0.4 * Math.sin(2 * Math.PI * 0.37 * hertz * x);
  return amount * syllable * width * Math.min(1, 4 * x, 4 * (dur - x));
}

const round = (value, digits) => Number(value.toFixed(digits));
