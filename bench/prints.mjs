// npm run bench:prints: prints of faces, flat and bent, turned before the camera: how much of a head's relief they show.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as signalsToBeHeard } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readOptions, UsageError, writeReport } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { hasFfmpeg, NO_FFMPEG } from '../scripts/run-ffmpeg.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const HELP = `How much of a head's relief prints show: rendered from a frame of each video or from photos, flat and bent round
cylinders, turned before a camera that looks straight at it, from below, from above or aslant, seen by the shipped landmark
model. Every view of a print that the gates at rest let pass is compared with every other one, so a print that begins aside and
swings round, or is tipped as it turns, is among them.

  npm run bench:prints -- [options]

  --pictures DIR  videos (.webm, .mp4: the frame at one second) and photos (.jpg, .png) of faces (default src/testing/people)
  --json FILE     writes {line, people, bands: [{kind: "flat" | "bent", fromDegrees, toDegrees, pairs, beyond, passing, median,
                  most, upperBound}], rows} there. Beyond: on a head's side of the policy's line for the relief; passing: by
                  all that the backend asks of a turn, on its way, too; upperBound of these: 95 %, one-sided, of pairs,
                  which are not independent of one another; with people as the unit it is wider: upperBoundByPerson
  --help          show this

Exit code: 1 when a flat print passes where a machine may approve a turn, else 0; a wrong command 2, and so is a
folder without pictures.
`;

const options = readOptions({
  name: 'bench:prints',
  help: HELP,
  options: {
    pictures: { type: 'string', default: join(root, 'src/testing/people') },
    json: { type: 'string' },
  },
  check({ values }) {
    if (!existsSync(values.pictures))
      throw new UsageError(`--pictures ${values.pictures}: there is no such folder`);
    const files = readdirSync(values.pictures)
      .filter((file) => /\.(webm|mp4|jpg|png)$/.test(file))
      .sort();
    if (files.length === 0) throw new UsageError(`--pictures ${values.pictures}: there is no picture in it`);
    if (!hasFfmpeg()) throw new UsageError(NO_FFMPEG);
    return { ...values, files };
  },
});
const { POLICIES } = await import('../src/challenge/policy.ts');
const { createNodeDetector } = await import('../src/landmarks/node-host.ts');
const { seededRandom, upperBound } = await import('./clips/statistics.mjs');
const { measurePrints, reliefIn } = await import('./prints/measure-prints.mjs');
process.exitCode = await main();

async function main() {
  const { trace, turn } = POLICIES.standard;
  const bands = [
    [turn.shortReachDegrees, trace.turnReachDegrees],
    [trace.turnReachDegrees, 20],
    [20, trace.planarityMaxYawDegrees],
  ];
  const detector = await createNodeDetector();
  const rows = [];
  for await (const file of withProgress(options.files, (name) => name)) {
    await signalsToBeHeard();
    const random = seededRandom(file);
    const picture = pictureOf(join(options.pictures, file));
    const pairs = await measurePrints(
      detector,
      picture,
      POLICIES.standard,
      () => random(1 << 24) / (1 << 24),
    );
    rows.push(...pairs.map((pair) => ({ file, ...pair })));
    console.log(`${file}: ${pairs.length} pairs of views`);
  }
  detector.close();
  const report = {
    line: trace.minRelief,
    people: peopleIn(rows),
    bands: ['flat', 'bent'].flatMap((kind) => bands.map((band) => rowOf(kind, band, rows, trace))),
    rows,
  };
  for (const {
    kind,
    fromDegrees,
    toDegrees,
    pairs,
    beyond,
    passing,
    most,
    people: seen,
    upperBound: bound,
  } of report.bands) {
    const share = (100 * bound).toFixed(1);
    console.log(
      `${kind}, read as ${fromDegrees} to ${toDegrees} degrees: ${beyond} of ${pairs} beyond ${trace.minRelief}, ${passing} pass (at most ${share} %), ${seen} people, most ${most.toFixed(2)}`,
    );
  }
  writeReport(options.json, report);
  const approved = report.bands.some(
    ({ kind, fromDegrees, passing }) =>
      kind === 'flat' && fromDegrees >= trace.turnReachDegrees && passing > 0,
  );
  return approved ? 1 : 0;
}

function rowOf(kind, [fromDegrees, toDegrees], rows, limits) {
  const inside = rows.filter(
    ({ bend, readDegrees }) =>
      (kind === 'flat') === (bend === 0) && readDegrees >= fromDegrees && readDegrees < toDegrees,
  );
  const passing = inside.filter(({ passes }) => passes);
  const people = peopleIn(inside);
  return {
    kind,
    fromDegrees,
    toDegrees,
    ...reliefIn(inside, limits),
    passing: passing.length,
    people,
    upperBound: upperBound(passing.length, inside.length),
    upperBoundByPerson: upperBound(peopleIn(passing), people),
  };
}

/** A photo and a video of one person begin with the same name. */
function peopleIn(pairs) {
  return new Set(pairs.map(({ file }) => file.replace(/\..*$/, ''))).size;
}

/** The photo, or the video's frame at one second, in RGB. */
function pictureOf(path) {
  const probe = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=width,height',
    '-of',
    'json',
  ];
  const { width, height } = JSON.parse(execFileSync('ffprobe', [...probe, path], { encoding: 'utf8' }))
    .streams[0];
  const from = /\.(webm|mp4)$/.test(path) ? ['-ss', '1'] : [];
  const data = execFileSync(
    'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      ...from,
      '-i',
      path,
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { maxBuffer: 1 << 28 },
  );
  return { data: new Uint8Array(data), width, height };
}
