import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countOf, oneOf, readOptions, UsageError, writeReport } from '../../../scripts/command.mjs';
import { withProgress } from '../../../scripts/progress.mjs';
import { hasFfmpeg, NO_FFMPEG } from '../../../scripts/run-ffmpeg.mjs';
import { findClips } from './find-clips.mjs';
import { attackTable, reportOf, wrongWith } from './report.mjs';
import { runClip } from './run-clip.mjs';

const TITLES = {
  rows: 'Attacks',
  honest: 'Honest people in the same harness',
  expectedToPass: 'Expected to pass: the right person’s right actions, replayed in answer to the prompts',
  poorConditions: 'Poor conditions',
};

/** @returns {Promise<number>} the exit code, see ATTACKS_COMMAND */
export async function runAttacks() {
  const options = readOptions(ATTACKS_COMMAND);
  const { clips, skipped } = findClips(options);
  if (skipped) console.log(skipped);
  if (clips.length === 0) {
    console.error('attacks: there is no video to run.');
    return 2;
  }
  if (options.list) {
    for (const { clip, kind, group } of clips) console.log(`${group.padEnd(14)} ${clip} (${kind})`);
    return 0;
  }
  if (!hasFfmpeg()) {
    console.error(`attacks: ${NO_FFMPEG}.`);
    return 2;
  }
  const runs = [];
  for await (const clip of withProgress(clips, (one) => one.clip)) {
    const row = await runClip(clip, options);
    runs.push({ group: clip.group, row });
    console.log(progressLine(clip, row, runs.length, clips.length));
  }
  return tell(reportOf(runs, skipped), options);
}

function progressLine({ group, clip, kind }, row, done, of) {
  const wrong = wrongWith(group, row);
  const end = `${row.status}${row.refusedBy ? `, ${row.refusedBy}` : ''}`;
  return `${wrong ? '✖' : '✔'} ${done}/${of} ${clip} (${kind}) → ${wrong ? `${wrong}; ` : ''}${end}`;
}

function tell(report, { json }) {
  for (const [list, title] of Object.entries(TITLES)) {
    if (report[list].length === 0) continue;
    console.log(`\n${title}\n\n${attackTable(report[list], { help: list === 'poorConditions' })}`);
  }
  const { summary } = report;
  console.log(
    `\n${summary.refusedForLiveness} of ${summary.attacks} attacks refused by a check of liveness, ` +
      `${summary.honestApproved} of ${summary.honest} honest people approved, ` +
      `${summary.helped} of ${summary.poorConditions} in poor conditions helped.`,
  );
  if (summary.skipped) console.log(summary.skipped);
  for (const { clip, why } of summary.failed) console.log(`✖ ${clip}: ${why}`);
  writeReport(json, report);
  return summary.failed.length === 0 ? 0 : 1;
}

const HELP = `Puts attacks before the camera, each in a fresh browser against a fresh sandbox, with the attacked person's own
face as the registered photo, and tells which check refused it.

  npm run attacks -- [options]

  --dir DIR       the videos of this folder instead of the committed ones: with segments in a JSON beside them
                  (NAME.segments.json, NAME.gt.json, NAME.json) they answer the prompts, without they are webcams
  --media DIR     clips to play as webcams, in the folders attacks, clips, real and people (default ../shared/media)
  --only TEXT     only clips whose name contains TEXT
  --sessions N    live-face sessions a video that answers prompts has, honest or not (default 3; others have one)
  --engine ENGINE webgl or wasm (default: what the library chooses here)
  --lang LANG     zh-CN (default) or en
  --json FILE     writes rows and summary there
  --list          names what would be run, and runs nothing

Exit code: 0 when every attack was refused by a check of liveness, every honest person approved, and nobody in poor
conditions suspected; else 1. A wrong command 2.
`;

const MEDIA = fileURLToPath(new URL('../../../../shared/media', import.meta.url));

const text = { type: 'string' };

export const ATTACKS_COMMAND = {
  name: 'attacks',
  help: HELP,
  options: {
    dir: text,
    media: { ...text, default: MEDIA },
    only: { ...text, default: '' },
    sessions: { ...text, default: '3' },
    lang: { ...text, default: 'zh-CN' },
    engine: text,
    json: text,
    list: { type: 'boolean', default: false },
  },
  check({ values }) {
    const { dir = null, lang, engine, sessions } = values;
    if (dir !== null && !existsSync(dir)) throw new UsageError(`--dir ${dir}: there is no such folder`);
    oneOf('--lang', lang, ['zh-CN', 'en']);
    if (engine !== undefined) oneOf('--engine', engine, ['webgl', 'wasm']);
    return { ...values, dir, sessions: countOf('--sessions', sessions, 9) };
  },
};
