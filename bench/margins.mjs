// npm run bench:margins: how far honest people and attacks stay from every line of the live-face check.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as signalsToBeHeard } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { countOf, readOptions, requireNode, writeReport } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { hasFfmpeg } from '../scripts/run-ffmpeg.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const HELP = `How far honest people and attacks stay from every line of the live-face check's policy: what is measured, where the line
lies, what it costs and what it stops. Traces only; of the pictures nothing is judged.

  npm run bench:margins -- [options]

  --clips DIR      videos of honest people, each with its segments (default src/testing/people); see bench:liveness --help
  --attacks DIR    videos and clips of attacks; may be given more than once (default test/fixtures/attacks, and
                   ../shared/media/attacks where it is); slideshows and flat videos of each person are made besides
  --sessions N     sessions with drawn plans for each video and rate (default 60); of each made attack a sixth
  --rates LIST     frames a second, with commas between them (default 30,15); all of one profile: from 11 on, or below
  --traces DIR     keeps what the engine saw of each clip there (NAME.jsonl) and reads it the next time
  --json FILE      writes {lines: [{threshold, measured, bound, line, honest: {sessions, least, p0_1, p1, p5, p50, p95, p99,
                   p99_9, most, refusesAlone, refusesOnly}, attacks: {…, stopsAlone, stopsOnly}}], together: {honest: {sessions,
                   live, review, refused, onSomeWrongSide, …}, attacks}} there. Alone: sessions on the wrong side of the line;
                   only: those on the wrong side of no other
  --values FILE    writes a line of JSON for each session there, to fit lines by: {clip, person, kind, fps, outcome, by, values}
  --markdown FILE  writes the table for the docs there
  --help           show this

Reactions are drawn by this command and videos follow no hints: what it says of time lines is of its own making.
Exit code: 0 when everything was measured, 1 when a clip could not be read; a wrong command 2, and so is a folder without clips.
`;

const MADE_ATTACKS_SHARE = 1 / 6;
const ATTACKS = ['test/fixtures/attacks', '../shared/media/attacks'].map((folder) => join(root, folder));

requireNode();
const { readClips } = await import('./liveness/read-clips.mjs');
const options = readOptions({
  name: 'bench:margins',
  help: HELP,
  options: {
    clips: { type: 'string', default: join(root, 'src/testing/people') },
    attacks: { type: 'string', multiple: true },
    sessions: { type: 'string', default: '60' },
    rates: { type: 'string', default: '30,15' },
    traces: { type: 'string' },
    json: { type: 'string' },
    values: { type: 'string' },
    markdown: { type: 'string' },
  },
  check: ({ values }) => ({
    ...values,
    people: readClips('--clips', values.clips).filter(({ segments, isAttack }) => segments && !isAttack),
    films: (values.attacks ?? ATTACKS.filter(existsSync))
      .flatMap((folder) => readClips('--attacks', folder))
      .filter(({ isAttack }) => isAttack),
    sessions: countOf('--sessions', values.sessions),
    rates: values.rates.split(',').map((rate) => countOf('--rates', rate, 120)),
  }),
});
const { openTraces, TraceError } = await import('./clips/traces.mjs');
const { measureClipOften } = await import('./margins/measure-session.mjs');
const { markdownOf, tableOf } = await import('./margins/table.mjs');
process.exitCode = await main();

async function main() {
  const traces = openTraces(options.traces);
  const [honest, attacks, unread] = [[], [], []];
  const made = Math.max(1, Math.round(options.sessions * MADE_ATTACKS_SHARE));
  const clips = [...options.people, ...options.films];
  for await (const [at, clip] of withProgress([...clips.entries()], ([, { name }]) => name)) {
    await signalsToBeHeard();
    try {
      const trace = await traces.of(clip.video, clip.name);
      const measured = measureClipOften(clip, trace, { ...options, made });
      honest.push(...measured.honest);
      attacks.push(...measured.attacks);
      const live = [...measured.honest, ...measured.attacks].filter(
        ({ outcome }) => outcome === 'live',
      ).length;
      console.log(
        `${clip.name} (${clip.kind}; ${at + 1} of ${clips.length}): ${measured.honest.length} honest sessions, ${measured.attacks.length} of attacks, ${live} live`,
      );
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      console.error(`bench:margins: ${error.message}.`);
      if (!hasFfmpeg()) return 2;
      unread.push(clip.name);
    }
  }
  const attackKinds = [...new Set(attacks.map(({ kind }) => kind))];
  const report = {
    ...tableOf(honest, attacks),
    people: new Set(honest.map(({ person }) => person)).size,
    attackKinds: attackKinds.length,
    sessionsPerFilmAndRate: options.sessions,
    rates: options.rates,
    unread,
  };
  writeReport(options.json, report);
  const markdown = markdownOf(report);
  const sessions = [...honest, ...attacks].map((session) => `${JSON.stringify(session)}\n`);
  for (const [file, text] of [
    [options.markdown, markdown],
    [options.values, sessions.join('')],
  ]) {
    if (!file) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  process.stdout.write(`\n${markdown}\n`);
  console.log('all lines together', report.together);
  return unread.length > 0 ? 1 : 0;
}
