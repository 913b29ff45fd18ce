// npm run bench:attacks: scripted videos of attacks before challenge and trace checks, beside those of honest people.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as signalsToBeHeard } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { countOf, readOptions, UsageError, writeReport } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { hasFfmpeg } from '../scripts/run-ffmpeg.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const HELP = `How scripted videos of attacks fare before challenge and trace checks, beside those of honest people. No browser, no pixels
but the landmark model's: what the backend sees later in the pictures is not judged here (npm run attacks does).

  npm run bench:attacks -- [options]

  --dir DIR      videos of attacks, NAME.webm and NAME.json (default test/fixtures/attacks)
  --people DIR   videos of honest people, NAME.webm and NAME.segments.json (default src/testing/people)
  --traces DIR   keeps what the landmark model saw of each video there (NAME.jsonl), and reads it the next time
  --sessions N   drawn plans for each video, rate and profile (default 40)
  --json FILE    writes {rows: [{clip, kind, person, answersPrompts, profile, fps, sessions, live,
                 refusedBy: {CHECK or "to a person: CHECK": times}, failures}], honest: […]} there
  --judged       the whole judgement instead, with pictures: sessions over HTTP and in real time at a sandbox, each of a new
                 relative whose registered photo is the clip's own face, and one video of fixed movements tried for days.
                 --sessions is 20 then, at 30, 15, 11, 8 and 4 frames a second, and ten times as many at an attack's best
                 rate. --json: {rows: [{clip, claimedFps, trueFps, sessions, approved, review, refused, notHandedIn, refusedBy}],
                 interactiveReplays: […], honest: […], fixedFilm: {days, approvedDays, upperBound, onTraces, overHttp}}
  --state FILE   with --judged: keeps what has ended there, and goes on from there the next time
  --for SECONDS  with --judged: begins no session after so long
  --at N         with --judged: sessions at a time (default 12)
  --only TEXT    with --judged: only clips whose name contains TEXT; "fixed-film" for the fixed video alone
  --help         show this

Exit code: 1 when an attack is found live whose JSON names neither "expectedToPass" nor "refusedIn": "pictures", else 0; in
the slow profile the backend approves nothing by itself, so there it is no fault. A
wrong command 2, and so are a folder without videos and videos without ffmpeg to read them. With --judged: 1 when an attack
is approved that is no interactive replay, when fewer than 98 % of honest sessions are approved at 15 and 30 frames a second,
when any that was handed in is refused below, or when the fixed video is approved on more than 5 % of days (95 % upper bound).
`;

/** Frames a second, and what the device claims: below 11 the slow profile. */
const RATES = [
  [30, 30],
  [20, 20],
  [15, 15],
  [15, 8],
  [8, 8],
  [4, 4],
];

const options = readOptions({
  name: 'bench:attacks',
  help: HELP,
  options: {
    dir: { type: 'string', default: join(root, 'test/fixtures/attacks') },
    people: { type: 'string', default: join(root, 'src/testing/people') },
    traces: { type: 'string' },
    sessions: { type: 'string' },
    json: { type: 'string' },
    judged: { type: 'boolean', default: false },
    state: { type: 'string' },
    for: { type: 'string' },
    at: { type: 'string', default: '12' },
    only: { type: 'string', default: '' },
  },
  check: ({ values }) => ({
    ...values,
    sessions: countOf('--sessions', values.sessions ?? (values.judged ? '20' : '40')),
    forMs: values.for === undefined ? Number.POSITIVE_INFINITY : countOf('--for', values.for) * 1000,
    at: countOf('--at', values.at, 24),
    attacks: films('--dir', values.dir, '.json'),
    honest: films('--people', values.people, '.segments.json'),
  }),
});
const { TraceError, framesOf, openTraces } = await import('./clips/traces.mjs');
const { playOften } = await import('./attacks/play-often.mjs');
const { folder, of } = openTraces(options.traces);
if (options.judged) process.exit(await judged());
process.exitCode = await main();

async function main() {
  const report = { rows: await bench(options.attacks), honest: await bench(options.honest) };
  writeReport(options.json, report);
  const through = report.rows.filter(
    ({ live, profile, expectedToPass, refusedIn }) =>
      live > 0 && profile === 'full' && !expectedToPass && refusedIn !== 'pictures',
  );
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`attacks live: ${sum(report.rows, 'live')} of ${sum(report.rows, 'sessions')} sessions`);
  console.log(`people live: ${sum(report.honest, 'live')} of ${sum(report.honest, 'sessions')} sessions`);
  return through.length > 0 ? 1 : 0;
}

async function judged() {
  const { runJudged } = await import('./attacks/run-judged.mjs');
  const { report, wrong } = await runJudged({
    ...options,
    state: options.state ?? null,
    traceOf,
    traces: folder,
  });
  writeReport(options.json, report);
  for (const sentence of wrong) console.log(`NOT AS IT MUST BE: ${sentence}.`);
  return wrong.length > 0 ? 1 : 0;
}

function films(option, folder, ending) {
  if (!existsSync(folder)) throw new UsageError(`${option} ${folder}: there is no such folder`);
  const found = readdirSync(folder)
    .filter((file) => file.endsWith(ending) && existsSync(join(folder, file.replace(ending, '.webm'))))
    .map((file) => {
      const clip = file.slice(0, -ending.length);
      const book = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const { kind = 'honest', person = clip, answersPrompts, segments } = book;
      const { expectedToPass, refusedIn } = book;
      return {
        clip,
        kind,
        person,
        answersPrompts,
        expectedToPass,
        refusedIn,
        segments,
        film: join(folder, `${clip}.webm`),
      };
    });
  if (found.length === 0) throw new UsageError(`${option} ${folder}: there is no video in it`);
  return found;
}

async function bench(found) {
  const rows = [];
  for await (const { film, ...about } of withProgress(found, ({ clip }) => clip)) {
    const { frames } = framesOf(await traceOf(film, about.clip));
    for (const rate of RATES) {
      await signalsToBeHeard();
      rows.push(rowOf(about, frames, rate));
    }
  }
  return rows;
}

function rowOf({ segments, ...about }, frames, [fps, measuredFps]) {
  const ends = playOften(about.clip, frames, {
    fps,
    measuredFps,
    segments,
    sessions: options.sessions,
  });
  const { live = 0, ...refusedBy } = ends.checks;
  const row = {
    ...about,
    profile: ends.profile,
    fps,
    sessions: options.sessions,
    live,
    refusedBy,
    failures: ends.failures,
  };
  console.log(
    `${about.clip} ${row.profile} ${fps}: ${live} of ${row.sessions} live`,
    refusedBy,
    ends.failures,
  );
  return row;
}

async function traceOf(film, clip) {
  try {
    return await of(film, clip);
  } catch (error) {
    if (error instanceof TraceError) fail(hasFfmpeg() ? 1 : 2, error.message);
    throw error;
  }
}

function fail(code, sentence) {
  console.error(`bench:attacks: ${sentence}.`);
  process.exit(code);
}
