// How flip-books of attacks fare before challenge and trace checks, beside those of honest people. No browser, no pixels
// but the landmark model's: what the backend sees later in the pictures is not judged here (`npm run attacks` does).
//
//   npm run bench:attacks -- [--dir DIR] [--people DIR] [--traces DIR] [--sessions 40] [--json FILE]
//
// --dir:      NAME.webm + NAME.json, by default test/fixtures/attacks.
// --people:   NAME.webm + NAME.segments.json, by default src/testing/people.
// --traces:   keeps what the landmark model saw of each film there (NAME.jsonl), and reads it the next time.
// --sessions: drawn plans for each film, rate and profile.
// --json:     {rows:[{clip, kind, person, answersPrompts, profile, fps, sessions, live, refusedBy:{CHECK: times}}], honest:[…]}
//
// Needs ffmpeg on the PATH. Ends with 1 if an attack is found live whose JSON names neither
// `expectedToPass` nor `refusedIn: "pictures"`.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { framesOf } from './bench-attacks/frames-of.mjs';
import { playOften } from './bench-attacks/play-often.mjs';

const root = new URL('../', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: join(root, 'test/fixtures/attacks') },
    people: { type: 'string', default: join(root, 'src/testing/people') },
    traces: { type: 'string' },
    sessions: { type: 'string', default: '40' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    readFileSync(new URL(import.meta.url), 'utf8')
      .split('\nimport')[0]
      .replaceAll(/^\/\/ ?/gm, ''),
  );
  process.exit(0);
}
/** Frames a second, and what the device claims: below 11 the slow profile. */
const RATES = [
  [30, 30],
  [20, 20],
  [15, 15],
  [15, 8],
  [8, 8],
  [4, 4],
];

if (!existsSync(values.dir)) fail(`There is no folder ${values.dir}.`);
const scratch = values.traces ? null : mkdtempSync(join(tmpdir(), 'bench-attacks-'));
const traces = values.traces ?? scratch;
mkdirSync(traces, { recursive: true });
try {
  const report = {
    rows: films(values.dir, '.json').flatMap(bench),
    honest: films(values.people, '.segments.json').flatMap(bench),
  };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  const through = report.rows.filter(
    ({ live, expectedToPass, refusedIn }) => live > 0 && !expectedToPass && refusedIn !== 'pictures',
  );
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`attacks live: ${sum(report.rows, 'live')} of ${sum(report.rows, 'sessions')} sessions`);
  console.log(`people live: ${sum(report.honest, 'live')} of ${sum(report.honest, 'sessions')} sessions`);
  process.exitCode = through.length > 0 ? 1 : 0;
} finally {
  if (scratch) rmSync(scratch, { recursive: true });
}

function films(folder, ending) {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending) && existsSync(join(folder, file.replace(ending, '.webm'))))
    .map((file) => {
      const clip = file.slice(0, -ending.length);
      const book = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const { kind = 'honest', person = clip, answersPrompts, expectedToPass, refusedIn, segments } = book;
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
}

function bench({ film, segments, ...about }) {
  const trace = join(traces, `${about.clip}.jsonl`);
  if (!existsSync(trace)) {
    execFileSync(process.execPath, [join(root, 'scripts/trace-clip.mjs'), film, '--json', trace]);
  }
  const frames = framesOf(trace);
  return RATES.map(([fps, measuredFps]) => {
    const ends = playOften(about.clip, frames, {
      fps,
      measuredFps,
      segments,
      sessions: Number(values.sessions),
    });
    const { live = 0, ...refusedBy } = ends.checks;
    const row = {
      ...about,
      profile: ends.profile,
      fps,
      sessions: Number(values.sessions),
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
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}
