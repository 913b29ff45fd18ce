import { advanceEyes, EYES_OPEN } from '../../src/challenge/eye-state.ts';
import { POLICIES } from '../../src/challenge/policy.ts';
import { measure } from '../../src/signals/measure.ts';
import { median } from '../../src/signals/median.ts';
import { relativeSignals } from '../../src/signals/relative.ts';

const NEAR_S = 0.2;
const WINDOW_FRAMES = 300;

/** Ordinary blinks found, against a baseline that follows the last ten seconds. */
export function benchBlinks(clips) {
  console.log('\nblinks: found of those that must be, and false ones');
  for (const { name, folder, truth, frames } of clips) {
    if (folder === 'real' ? !truth.blinks : folder !== 'clips') continue;
    const fps = truth.fps ?? 30;
    const events = truth.blinks
      ? truth.blinks.map(({ startF, endF, kind }) => ({ fromS: startF / fps, toS: endF / fps, kind }))
      : renderedBlinks(truth);
    const needed = events.filter(({ kind }) => kind === 'full' || kind === 'closure');
    if (needed.length === 0 && folder === 'real') continue;
    const found = closures(frames);
    const used = new Set();
    for (const event of needed) {
      const match = found.findIndex((closure, index) => !used.has(index) && near(closure, event));
      if (match >= 0) used.add(match);
    }
    const unclear = (truth.uncertain ?? []).map(({ startF, endF }) => ({
      fromS: startF / fps,
      toS: endF / fps,
    }));
    const excused = [...events.filter((event) => !needed.includes(event)), ...unclear];
    const wrong = found.filter(
      (closure, index) => !used.has(index) && !excused.some((event) => near(closure, event)),
    );
    console.log(`  ${name}: ${used.size} of ${needed.length}, ${wrong.length} false`);
  }
}

const near = (a, b) => a.toS >= b.fromS - NEAR_S && a.fromS <= b.toS + NEAR_S;

/** Stretches with lids lowered; full ones must be found. */
function renderedBlinks({ frames }) {
  const events = [];
  let event = null;
  for (const { t, heads } of frames) {
    const open = heads[0] ? Math.min(heads[0].openL, heads[0].openR) : 1;
    if (open < 0.6) event = { fromS: event?.fromS ?? t, toS: t, least: Math.min(event?.least ?? 1, open) };
    else if (event) {
      events.push({ ...event, kind: event.least < 0.25 ? 'full' : 'partial' });
      event = null;
    }
  }
  return events;
}

function closures(frames) {
  const signals = frames.map((frame) => (frame.kind === 'face' ? measure(frame) : null));
  const found = [];
  let eyes = EYES_OPEN;
  signals.forEach((each, index) => {
    if (!each) return;
    const recent = signals.slice(Math.max(0, index - WINDOW_FRAMES), Math.max(60, index + 1)).filter(Boolean);
    const baseline = {
      earLeft: median(recent.map(({ earLeft }) => earLeft)),
      earRight: median(recent.map(({ earRight }) => earRight)),
      yawDegrees: 0,
      pitchDegrees: 0,
      rollDegrees: 0,
      interOcularPx: 1,
    };
    const next = advanceEyes(eyes, relativeSignals(each, baseline), POLICIES.standard.eyes);
    eyes = next.eyes;
    if (next.ended) found.push({ fromS: next.ended.onsetMs / 1000, toS: next.ended.reopenedMs / 1000 });
  });
  return found;
}
