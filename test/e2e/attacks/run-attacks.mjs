import { readOptions, writeReport } from '../../../scripts/command.mjs';
import { hasFfmpeg, NO_FFMPEG } from '../../../scripts/run-ffmpeg.mjs';
import { ATTACKS_COMMAND } from './attack-options.mjs';
import { attackTable } from './attack-table.mjs';
import { findClips } from './find-clips.mjs';
import { wrongWith } from './judge-row.mjs';
import { runClip } from './run-clip.mjs';
import { reportOf } from './summary.mjs';

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
  for (const clip of clips) {
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
