// node bench/make-attacks.mjs: makes scripted videos of attacks, videos whose segments answer the prompts.

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, requireNode, UsageError } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { FPS, openVideo, SIZE, writeFilm } from './attack-media/film.mjs';
import { room } from './attack-media/sheet.mjs';
import { timelineOf } from './attack-media/timeline.mjs';

requireNode();
const { KINDS } = await import('./attack-media/kinds.mjs');
const { eyesOf } = await import('./attack-media/lids.mjs');
const { createNodeDetector } = await import('../src/landmarks/node-host.ts');

const root = fileURLToPath(new URL('../', import.meta.url));

const HELP = `Makes scripted videos of attacks out of the rendered people of src/testing/people: videos whose segments answer the prompts.
Needs ffmpeg (with libvpx) on the PATH, and nothing else: no GPU, no browser.

  node bench/make-attacks.mjs [options] [KIND …]

  --out DIR       where the videos go (default test/fixtures/attacks)
  --person NAME   who is attacked (default: of each kind whom test/fixtures/attacks has)
  --other NAME    who takes turns with them in person-swapped (default ben)
  --help          show this

Without KIND each of these is made:
${Object.entries(KINDS)
  .map(([kind, { how }]) => `  ${kind}: ${how}\n`)
  .join('')}
Exit code: 0 when all were made, else 1; a wrong command 2.
`;

const REST_S = 1;
/** Who is attacked in the committed set, and who else is in the video. */
const SET = {
  'slideshow-cuts': 'anna',
  'slideshow-fades': 'ben',
  'slideshow-slow-fades': 'anna',
  'slideshow-halfway': 'anna',
  'slideshow-thirds': 'anna',
  'photo-turned': 'cora',
  'photo-turned-eyelid-bar': 'anna',
  'photo-turned-replayed-eyes': 'ben',
  'bent-photo': 'anna',
  'bent-photo-from-aside': 'anna',
  'eyelid-bar': 'finn',
  'eyelid-bar-replayed-turns': 'cora',
  'eyelid-drawn-replayed-turns': 'anna',
  'person-swapped': 'anna',
  'screen-replay': 'ben',
};

const { out, jobs } = readOptions({
  name: 'make-attacks',
  help: HELP,
  seeHelp: 'node bench/make-attacks.mjs --help',
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'test/fixtures/attacks') },
    person: { type: 'string' },
    other: { type: 'string', default: 'ben' },
  },
  check({ values: { out, person, other }, positionals }) {
    const unknown = positionals.find((kind) => !Object.hasOwn(KINDS, kind));
    if (unknown !== undefined) throw new UsageError(`there is no attack ${unknown}`);
    const kinds = positionals.length > 0 ? positionals : Object.keys(KINDS);
    return { out, jobs: kinds.map((kind) => jobOf(kind, person ?? SET[kind], other)) };
  },
});
mkdirSync(out, { recursive: true });
const detector = await createNodeDetector();
const films = new Map();
try {
  for await (const job of withProgress(jobs, ({ kind }) => kind)) await make(job);
} finally {
  detector.close();
  for (const { film } of films.values()) film.close();
}

function jobOf(kind, person, other) {
  const names = kind === 'person-swapped' ? [person, other] : [person];
  const missing = names.find((name) => !existsSync(filmOf(name)));
  if (missing !== undefined) throw new UsageError(`there is no video of ${missing} in src/testing/people`);
  if (new Set(names).size < names.length)
    throw new UsageError(`${kind}: ${person} cannot take turns with ${other}`);
  return { kind, names };
}

async function make({ kind, names }) {
  const name = [kind, ...names].join('-');
  const cast = {
    person: await actor(names[0]),
    other: names[1] ? await actor(names[1]) : null,
    behind: room(),
  };
  const { answers, how, frame, stretch, ...expected } = KINDS[kind];
  const { segments, lengthS, baseAt } = timelineOf(stretch);
  const path = join(out, `${name}.webm`);
  await writeFilm(
    path,
    frames(lengthS, (s) => frame(baseAt(s), cast)),
  );
  const book = {
    clip: `${name}.webm`,
    kind,
    person: names[0],
    answersPrompts: answers,
    ...expected,
    how,
    madeFrom: names.map((each) => `src/testing/people/${each}.webm`),
    ...SIZE,
    fps: FPS,
    segments,
  };
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(book, null, 2)}\n`);
  console.log(`${name}: ${Math.round(statSync(path).size / 1024)} kB`);
}

function* frames(lengthS, frameAt) {
  for (let frame = 0; frame < lengthS * FPS; frame++) yield frameAt(frame / FPS);
}

async function actor(person) {
  const known = films.get(person);
  if (known) return known;
  const film = openVideo(filmOf(person));
  const seen = await detector.detectPixels({ ...SIZE, data: film.at(REST_S), timestampMs: 0 });
  if (seen.kind !== 'face') throw new Error(`No face of ${person} at rest.`);
  const made = { film, eyes: eyesOf(seen.face) };
  films.set(person, made);
  return made;
}

function filmOf(person) {
  return join(root, `src/testing/people/${person}.webm`);
}
