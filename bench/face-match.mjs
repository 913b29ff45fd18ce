// npm run bench:face-match: how far apart the face descriptor puts different people, and the same person.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, UsageError, writeReport } from '../scripts/command.mjs';
import { hasFfmpeg, NO_FFMPEG } from '../scripts/run-ffmpeg.mjs';
import { atMost, upperBound } from './clips/statistics.mjs';
import { byGroup, falseAcceptsAt, NO_GROUPS, reviewsAt, tellGroups } from './face-match/by-group.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const HELP = `How far apart the sandbox's face descriptor puts different people, and how near the same person: what the line up to which
the machine approves (sandbox/src/judgement/face-match.ts) rests on, and what it costs in reviews.

  npm run bench:face-match -- [options]

  --dir DIR    folders of people, may be given several times (default src/testing/people). A person is NAME.mp4,
               NAME.webm or NAME.frame.jpg, and where there is one an ID photo, NAME.idphoto.jpg, and in NAME.gt.json
               the groups that they belong to: {"group": ["older", "glasses"]}
  --json FILE  writes {line, people, impostors: {comparisons, pairs, closest}, genuine: {idPhoto, ownClip},
               lines: [{line, falseAccepts, upperBound, upperBoundDisjoint, reviewIdPhoto, reviewOwnClip}],
               groups: [{group, people, within, others, beyond}] or null, groupsSkipped} there
  --help       show this

Each photo (the ID photo, and a frame of the own clip) is compared with the frames of every clip as the judgement does it: by
the median. upperBound: of the share of impostors at or below the line, one-sided, 95 %, as if comparisons were independent,
which they are not; upperBoundDisjoint: by as many pairs as share no person, the other extreme. review…: share of the people
themselves who are beyond the line. By group: the share of different people nearer than each line where both are of the group
(within) and where one is not (others); of the group's people themselves, how many are beyond the line in force (beyond).

Exit code: 0; 1 where an impostor is at or below the line in force; a wrong command, or no ffmpeg to read the clips, 2.
`;

/** By group, beside the one in force: the last is the line beyond which a face is refused. */
const GROUP_LINES = [0.45, 0.5, 0.55, 0.6];
/** Beside the one in force. */
const LINES = [0.26, 0.28, 0.3, 0.32, 0.34, 0.36, 0.38, 0.4, 0.42, 0.45];
const CLOSEST = 12;

const { json, folders } = readOptions({
  name: 'bench:face-match',
  help: HELP,
  options: { dir: { type: 'string', multiple: true }, json: { type: 'string' } },
  check: ({ values }) => ({
    ...values,
    folders: (values.dir ?? [join(root, 'src/testing/people')]).map(known),
  }),
});
const { faceDistance } = await import('../sandbox/src/judgement/face-match.ts');
const { MATCH_UP_TO, matchFaces } = await import('../sandbox/src/judgement/face-match.ts');
const { readPeople } = await import('./face-match/read-people.mjs');
process.exitCode = await main();

async function main() {
  if (!hasFfmpeg()) {
    console.error(`bench:face-match: ${NO_FFMPEG}.`);
    return 2;
  }
  const people = await readPeople(folders.flatMap(peopleIn));
  const comparisons = comparisonsOf(people);
  const groups = byGroup(people, comparisons, [MATCH_UP_TO, ...GROUP_LINES]);
  const report = {
    ...reportOf(people, comparisons),
    groups,
    groupsSkipped: groups === null ? NO_GROUPS : null,
  };
  writeReport(json, report);
  tell(report);
  return report.lines.find(({ line }) => line === MATCH_UP_TO).falseAccepts > 0 ? 1 : 0;
}

function known(folder) {
  if (!existsSync(folder)) throw new UsageError(`--dir ${folder}: there is no such folder`);
  return folder;
}

/** The files of each person of a folder. */
function peopleIn(folder) {
  const files = readdirSync(folder);
  const films = files.filter((file) => /\.(mp4|webm|frame\.jpg)$/.test(file));
  return films.map((file) => {
    const name = basename(file).replace(/\.(mp4|webm|frame\.jpg)$/, '');
    const photo = `${name}.idphoto.jpg`;
    return {
      name,
      film: join(folder, file),
      photo: files.includes(photo) ? readFileSync(join(folder, photo)) : null,
      groups: files.includes(`${name}.gt.json`) ? groupsIn(join(folder, `${name}.gt.json`)) : [],
    };
  });
}

function groupsIn(file) {
  return [JSON.parse(readFileSync(file, 'utf8')).group ?? []].flat();
}

/** Every photo against the frames of every person. A frame is not compared with itself. */
function comparisonsOf(people) {
  return people.flatMap((of) =>
    [
      { kind: 'idPhoto', photo: of.photo },
      { kind: 'ownClip', photo: of.frames[0] },
    ].flatMap(({ kind, photo }) =>
      people.flatMap((before) => {
        const own = of === before && kind === 'ownClip';
        const frames = own ? before.frames.filter((frame) => faceDistance(frame, photo) > 0) : before.frames;
        if (!photo || frames.length === 0) return [];
        return [
          { kind, photoOf: of.name, before: before.name, distance: matchFaces(photo, frames).distance },
        ];
      }),
    ),
  );
}

function byDistance(a, b) {
  return a.distance - b.distance;
}

function reportOf(people, comparisons) {
  const genuine = (kind) =>
    comparisons.filter((each) => each.kind === kind && each.photoOf === each.before).sort(byDistance);
  const impostors = comparisons.filter(({ photoOf, before }) => photoOf !== before).sort(byDistance);
  const [idPhoto, ownClip] = [genuine('idPhoto'), genuine('ownClip')];
  return {
    line: MATCH_UP_TO,
    people: people.length,
    impostors: {
      comparisons: impostors.length,
      pairs: (people.length * (people.length - 1)) / 2,
      closest: impostors.slice(0, CLOSEST),
    },
    genuine: { idPhoto, ownClip },
    lines: [...new Set([...LINES, MATCH_UP_TO])].sort().map((line) => {
      const found = falseAcceptsAt(impostors, line);
      return {
        ...found,
        upperBoundDisjoint: upperBound(atMost(found.falseAccepts, people.length >> 1), people.length >> 1),
        reviewIdPhoto: reviewsAt(idPhoto, line),
        reviewOwnClip: reviewsAt(ownClip, line),
      };
    }),
  };
}

function tell({ people, impostors, lines, line: inForce, groups }) {
  console.log(`${people} people, ${impostors.comparisons} comparisons of different ones; the closest:`);
  for (const { distance, kind, photoOf, before } of impostors.closest) {
    console.log(`  ${distance.toFixed(3)}  ${photoOf}'s ${kind}, ${before} before the camera`);
  }
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  for (const { line, falseAccepts, upperBound: bound, upperBoundDisjoint, ...review } of lines) {
    console.log(
      `${line.toFixed(2)}${line === inForce ? ' (in force)' : ''}: ${falseAccepts} impostors, at most ${percent(bound)} ` +
        `(by disjoint pairs ${percent(upperBoundDisjoint)}); to a person: ` +
        `${review.reviewIdPhoto.people} of ${review.reviewIdPhoto.of} by ID photo, ` +
        `${review.reviewOwnClip.people} of ${review.reviewOwnClip.of} by a photo of the own clip`,
    );
  }
  for (const line of tellGroups(groups)) console.log(line);
}
