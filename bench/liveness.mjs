// npm run bench:liveness: the shipped engine and the backend's judgement of traces on a folder of clips.

import { setImmediate as signalsToBeHeard } from 'node:timers/promises';
import { countOf, readOptions, requireNode, UsageError, writeReport } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { hasFfmpeg } from '../scripts/run-ffmpeg.mjs';

const HELP = `How the shipped engine and the live-face check fare on clips whose truth is known: every frame, the clip's own time as
the clock. Judged is what the backend judges of a trace, by the same code; with --pictures all that it judges.

  npm run bench:liveness -- --clips DIR [options]

  --clips DIR     clips (.mp4, .webm, …), each with its truth in NAME.gt.json; or NAME.segments.json, where nothing but the
                  segments is known. What has segments answers prompts; of the rest, nobody who plays it may pass
  --sessions N    sessions with drawn plans for each person and rate, and for each clip that plays whatever is asked
                  (default 60); prompts of each action a third of it, wrong answers to each prompt a twentieth
  --rates LIST    frames a second of sessions and prompts, with commas between them (default 30,15); below 11 the slow profile,
                  in which a person decides and nothing is live
  --traces DIR    keeps what the engine saw of each clip there (NAME.jsonl) and reads it the next time: a run that was
                  broken off goes on. Empty it after a change of the engine that is none of its models
  --pictures N    besides, so many sessions for each person and rate through the whole judgement: trace, hash chain, pictures,
                  and the video's own face as the registered photo. About ten seconds each; no network, no clock on the wall
  --state FILE    with --pictures: keeps what has ended there, and goes on from there the next time
  --only TEXT     only clips whose name contains TEXT
  --json FILE     writes {overall, goals: [{goal, value, bound, line, reached}], unread, clips} there:
                  overall: {blink: {f1, precision, recall, truth, found, false}, blinkAt15fps, blinkAt10fps, blinkAt6fps,
                  yawMaeDegrees, pitchMaeDegrees, rollMaeDegrees (to the camera's axis; …MaeFromRestDegrees: to the clip's
                  own rest), stillYawSdDegrees, detectedRate, prompted: {right, total}, promptedByRate, promptedByAction,
                  promptedByGroup, sessions: {live, review, refused, total, withoutMovement} (a person whose eyes, or whose
                  head, failed in a session and in the next one goes on without, as the element offers; where that is
                  carried out and nothing refuses it, the session is one of review and of withoutMovement), sessionsByRate,
                  sessionsAtFirst, sessionsAtFirstByRate (the plain count: {live, review, refused, total} where nobody
                  goes on without), sessionsByPerson, sessionsByGroup, notLiveBecause (as at first), smallTurns: {people, the same of people whose video turns by less than
                  20°: they are counted only here}, wrongAction: {accepted, total, matrix: {SHOWN: {ASKED}}},
                  unprompted: {KIND: {passes, sessions, toPerson, upperBound}} (a session has three tries),
                  attacks: the same of attacks that answer prompts, slideshows and flat videos made of each person's too,
                  judged: {sessions: {approved, review, refused, total, withoutMovement}, sessionsAtFirst, sessionsByRate,
                  sessionsAtFirstByRate, sessionsByPerson, sessionsByGroup, notApprovedBecause, smallTurns}, with --pictures}
  --help          show this

Exit code: 0 when everything was measured, whatever came of it, 1 when a clip could not be read; a wrong command 2, and so is a folder without clips.
`;

const BLINK_RATES = [15, 10, 6];

requireNode();
const { KEPT_TRACE, TraceError, openTraces } = await import('./clips/traces.mjs');
const { readClips } = await import('./liveness/read-clips.mjs');
const options = readOptions({
  name: 'bench:liveness',
  help: HELP,
  options: {
    clips: { type: 'string' },
    sessions: { type: 'string', default: '60' },
    rates: { type: 'string', default: '30,15' },
    traces: { type: 'string' },
    pictures: { type: 'string' },
    state: { type: 'string' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
  check({ values }) {
    if (!values.clips) throw new UsageError('--clips is needed');
    const clips = readClips('--clips', values.clips).filter(({ name }) => name.includes(values.only));
    if (clips.length === 0) throw new UsageError(`--only ${values.only}: no clip is called so`);
    const rates = values.rates.split(',').map((rate) => countOf('--rates', rate, 120));
    const pictures = values.pictures === undefined ? 0 : countOf('--pictures', values.pictures);
    const unfilmed = clips.find(({ video }) => video.endsWith(KEPT_TRACE));
    if (pictures > 0 && unfilmed)
      throw new UsageError(`--pictures: of ${unfilmed.name} only the trace was kept`);
    return {
      ...values,
      clips,
      rates,
      pictures,
      state: values.state ?? null,
      sessions: countOf('--sessions', values.sessions),
    };
  },
});
const { measureClip } = await import('./liveness/measure-clip.mjs');
const { summaryOf } = await import('./liveness/summary.mjs');
const { goalsOf } = await import('./liveness/goals.mjs');
const { printGoals, printOverall, printRow } = await import('./liveness/print.mjs');
const { openPictureJudge } = await import('./liveness/judge-pictures.mjs');
process.exitCode = await main();

async function main() {
  const traces = openTraces(options.traces);
  const settings = { blinkRates: BLINK_RATES, sessionRates: options.rates, sessions: options.sessions };
  const judge = options.pictures > 0 ? openPictureJudge(options) : null;
  const [rows, unread] = [[], []];
  const clips = [...options.clips.entries()];
  for await (const [at, clip] of withProgress(clips, ([, { name }]) => name)) {
    const startedMs = performance.now();
    try {
      const trace = await traces.of(clip.video, clip.name);
      const row = measureClip(clip, trace, settings);
      await signalsToBeHeard();
      rows.push(judge && row.sessions ? { ...row, judged: await judge.judge(clip, trace) } : row);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      console.error(`bench:liveness: ${error.message}.`);
      if (!hasFfmpeg()) return 2;
      unread.push(clip.name);
      continue;
    }
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    printRow(rows.at(-1), `${at + 1} of ${options.clips.length}, ${seconds} s`);
  }
  await judge?.close();
  const overall = summaryOf(rows, settings);
  const report = { overall, goals: goalsOf(overall), unread, clips: rows };
  writeReport(options.json, report);
  printOverall(overall);
  printGoals(report.goals);
  return unread.length > 0 ? 1 : 0;
}
