import { areReopened, doubtOf, ownEyeLimits, winkOf } from '../../src/challenge/eye-state.ts';
import { median } from '../../src/signals/portable-math.ts';

/** Eyes take so long from a prompt or a tone to where they are going; in between nothing is measured of them. */
const UNDER_WAY_MS = 300;

/** A hold or a double blink: how far eyes were shut, how long, how open they were before and after, where the head was. */
export function measureEyes(each, policy, sheet) {
  const { step, seen, state } = each;
  const { times } = policy;
  const eyes = ownEyeLimits(policy.eyes, each.baseline);
  const raise = eyes.closeBelow - policy.eyes.closeBelow;
  const shownAtMs = state.clock.shownAtMs;
  if (shownAtMs === null || seen.length === 0) return;
  const after = seen.filter(({ signals }) => signals.timestampMs >= shownAtMs);
  for (const { relative } of after) {
    sheet.most('eyes.otherActionYawDegrees', Math.abs(relative.yawDegrees));
    sheet.most('eyes.otherActionPitchDegrees', Math.abs(relative.pitchDegrees));
    if (step.action === 'double_blink') {
      sheet.most('eyes.blinkPitchDegrees', Math.abs(relative.pitchDegrees - after[0].relative.pitchDegrees));
    }
  }
  const wanted = step.action === 'double_blink' ? 2 : 1;
  const dips = deepestDips(after, wanted, times.doubleBlinkMinApartMs);
  for (const dip of dips) {
    const openness = after[dip].relative.openness - raise;
    sheet.most('eyes.closeBelow', openness);
    sheet.most('eyes.deepBelow', openness);
  }
  const closures = dips.map((dip) => closureAround(dip, after, eyes)).filter(Boolean);
  if (closures.length < wanted) sheet.least('eyes.closedMs', 0);
  for (const closure of closures) measureClosure(closure, eyes, sheet);
  if (wanted === 2) measureDoubleBlink(closures, after, eyes, sheet);
  else measureHold(each, closures[0], after, eyes, sheet);
}

/** The lowest frames, so far apart. */
function deepestDips(seen, count, apartMs) {
  const dips = [];
  const order = [...seen.keys()].sort((a, b) => seen[a].relative.openness - seen[b].relative.openness);
  for (const at of order) {
    const isFar = (other) =>
      Math.abs(seen[at].signals.timestampMs - seen[other].signals.timestampMs) >= apartMs;
    // Blinks, unlike noise in a held closure, have open eyes between them.
    const isApart = (other) =>
      isFar(other) &&
      seen
        .slice(Math.min(at, other), Math.max(at, other))
        .some(({ relative }) => relative.openness > (1 + seen[at].relative.openness) / 2);
    if (dips.every(isApart)) dips.push(at);
    if (dips.length === count) break;
  }
  return dips.sort((a, b) => a - b);
}

/** From the last open frame before a dip to the first open one after it, at the policy's own lines. */
function closureAround(at, seen, limits) {
  const isShut = ({ openness, learnedOpenness }) =>
    openness < limits.closeBelow || (learnedOpenness !== null && learnedOpenness < limits.looksShutBelow);
  if (seen[at].relative.openness >= limits.closeBelow) return null;
  let [from, to] = [at, at];
  while (from > 0 && isShut(seen[from - 1].relative)) from--;
  while (to + 1 < seen.length && !areReopened(seen[to + 1].relative, limits)) to++;
  const timeOf = (index) => seen[Math.max(0, Math.min(seen.length - 1, index))].signals.timestampMs;
  return {
    inside: seen.slice(from, to + 1),
    openMs: timeOf(from - 1),
    onsetMs: timeOf(from),
    reopenedMs: timeOf(to + 1),
  };
}

function measureClosure({ inside, openMs, reopenedMs }, eyes, sheet) {
  sheet.least('eyes.closedMs', reopenedMs - openMs);
  const lengthOf = (isMeant) =>
    inside.reduce((sum, { relative, signals }, at) => {
      const isCounted = at > 0 && isMeant(relative);
      return sum + (isCounted ? signals.timestampMs - inside[at - 1].signals.timestampMs : 0);
    }, 0);
  const winkedMs = lengthOf(
    ({ opennessLeft, opennessRight }) => Math.max(opennessLeft, opennessRight) > eyes.winkAbove,
  );
  const doubtedMs = lengthOf(({ openness }) => openness > eyes.reopenAbove);
  const [{ timestampMs: onsetMs }] = inside.map(({ signals }) => signals);
  sheet.most('eyes.maxWinkMs', winkOf({ onsetMs, reopenedMs, winkedMs }, eyes));
  sheet.most('eyes.maxDoubtMs', doubtOf({ onsetMs, reopenedMs, doubtedMs }, eyes));
  for (const { relative } of inside) {
    sheet.most('eyes.maxYawDegrees', Math.abs(relative.yawDegrees));
    sheet.most('eyes.maxPitchDegrees', Math.abs(relative.pitchDegrees));
  }
}

function measureDoubleBlink(closures, seen, eyes, sheet) {
  for (const { onsetMs, reopenedMs } of closures) sheet.most('times.doubleBlinkMaxMs', reopenedMs - onsetMs);
  const [first, second] = closures;
  if (!second) return;
  sheet.least('times.doubleBlinkMinApartMs', second.onsetMs - first.onsetMs);
  sheet.most('times.doubleBlinkMaxApartMs', second.onsetMs - first.onsetMs);
  const third = seen.find(
    ({ signals, relative }) => signals.timestampMs > second.reopenedMs && relative.openness < eyes.closeBelow,
  );
  if (third) sheet.least('times.thirdBlinkMs', third.signals.timestampMs - second.onsetMs);
  measureReopened(second.reopenedMs, seen, sheet);
}

/** While eyes are shut they must not seem to open, which eyes that look shut do not, however they read; after the tone they must. */
function measureHold({ toneAtMs, answerAtMs }, closure, seen, eyes, sheet) {
  if (closure) sheet.least('times.blinkMaxMs', closure.reopenedMs - closure.onsetMs);
  const shutFromMs = (closure?.onsetMs ?? answerAtMs) + UNDER_WAY_MS;
  const shutToMs = toneAtMs ?? seen.at(-1).signals.timestampMs;
  const isShut = ({ signals: { timestampMs } }) => timestampMs >= shutFromMs && timestampMs <= shutToMs;
  if (toneAtMs === null) return;
  for (const { relative } of seen.filter(isShut)) {
    const mostOpen = areReopened(relative, eyes) ? relative.openness : eyes.reopenAbove;
    sheet.most('eyes.reopenAbove shut', Math.min(relative.openness, mostOpen));
    if (relative.learnedOpenness !== null) sheet.most('eyes.looksOpenAbove shut', relative.learnedOpenness);
  }
  const opened = seen.find(
    ({ signals, relative }) => signals.timestampMs > toneAtMs && areReopened(relative, eyes),
  );
  const reopenedMs = opened?.signals.timestampMs ?? Number.POSITIVE_INFINITY;
  sheet.least('times.reopenMinMs', reopenedMs - toneAtMs);
  sheet.most('times.reopenMaxMs', reopenedMs - toneAtMs);
  measureReopened(reopenedMs, seen, sheet);
}

function measureReopened(reopenedMs, seen, sheet) {
  const open = seen.filter(({ signals }) => signals.timestampMs >= reopenedMs + UNDER_WAY_MS);
  if (open.length === 0) return;
  sheet.least('eyes.reopenAbove', median(open.map(({ relative }) => relative.openness)));
  const looks = open.map(({ relative }) => relative.learnedOpenness).filter((look) => look !== null);
  if (looks.length > 0) sheet.least('eyes.looksOpenAbove', median(looks));
}
