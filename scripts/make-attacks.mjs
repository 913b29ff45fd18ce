// Makes flip-books of attacks out of the rendered people of `src/testing/people`: films whose segments answer the prompts.
//
//   node scripts/make-attacks.mjs [--out DIR] [--person anna] [--other ben] [KIND …]
//
// Without KIND: the set of test/fixtures/attacks. Needs ffmpeg (with libvpx) on the PATH, and nothing else: no GPU, no browser.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeDetector } from '../src/landmarks/node-host.ts';
import { FPS, openFilm, SIZE, writeFilm } from './attack-media/film.mjs';
import { KINDS } from './attack-media/kinds.mjs';
import { eyesOf } from './attack-media/lids.mjs';
import { room } from './attack-media/sheet.mjs';
import { timelineOf } from './attack-media/timeline.mjs';

const root = new URL('../', import.meta.url).pathname;
const REST_S = 1;
/** Who is attacked in the committed set, and who else is in the film. */
const SET = [
  ['slideshow-cuts', 'anna'],
  ['slideshow-fades', 'ben'],
  ['slideshow-slow-fades', 'anna'],
  ['photo-turned', 'cora'],
  ['photo-turned-eyelid-bar', 'anna'],
  ['photo-turned-replayed-eyes', 'ben'],
  ['bent-photo', 'anna'],
  ['bent-photo-from-aside', 'anna'],
  ['eyelid-bar', 'finn'],
  ['eyelid-bar-replayed-turns', 'cora'],
  ['eyelid-drawn-replayed-turns', 'anna'],
  ['person-swapped', 'anna', 'ben'],
  ['screen-replay', 'ben'],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'test/fixtures/attacks') },
    person: { type: 'string' },
    other: { type: 'string', default: 'ben' },
    help: { type: 'boolean' },
  },
});
const unknown = positionals.find((kind) => !(kind in KINDS));
if (values.help || unknown) {
  if (unknown) console.error(`There is no attack ${unknown}.`);
  console.log(`node scripts/make-attacks.mjs [--out DIR] [--person anna] [--other ben] [KIND …]`);
  for (const [kind, { how }] of Object.entries(KINDS)) console.log(`  ${kind}: ${how}`);
  process.exit(unknown ? 1 : 0);
}
const chosen = positionals.length > 0 ? SET.filter(([kind]) => positionals.includes(kind)) : SET;
const jobs = values.person ? positionals.map((kind) => [kind, values.person, values.other]) : chosen;

mkdirSync(values.out, { recursive: true });
const detector = await createNodeDetector();
const films = new Map();
try {
  for (const job of jobs) await make(job);
} finally {
  detector.close();
  for (const { film } of films.values()) film.close();
}

async function make([kind, person, other]) {
  const swapped = kind === 'person-swapped';
  const name = [kind, person, ...(swapped ? [other] : [])].join('-');
  const cast = { person: await actor(person), other: swapped ? await actor(other) : null, behind: room() };
  const { answers, how, frame, stretch, expectedToPass, refusedIn } = KINDS[kind];
  const { segments, lengthS, baseAt } = timelineOf(stretch);
  const path = join(values.out, `${name}.webm`);
  await writeFilm(
    path,
    frames(lengthS, (s) => frame(baseAt(s), cast)),
  );
  const book = {
    clip: `${name}.webm`,
    kind,
    person,
    answersPrompts: answers,
    ...(expectedToPass ? { expectedToPass } : {}),
    ...(refusedIn ? { refusedIn } : {}),
    how,
    madeFrom: [person, ...(swapped ? [other] : [])].map((each) => `src/testing/people/${each}.webm`),
    ...SIZE,
    fps: FPS,
    segments,
  };
  writeFileSync(join(values.out, `${name}.json`), `${JSON.stringify(book, null, 2)}\n`);
  console.log(`${name}: ${Math.round(statSync(path).size / 1024)} kB`);
}

function* frames(lengthS, frameAt) {
  for (let frame = 0; frame < lengthS * FPS; frame++) yield frameAt(frame / FPS);
}

async function actor(person) {
  const known = films.get(person);
  if (known) return known;
  const film = openFilm(join(root, `src/testing/people/${person}.webm`));
  const seen = await detector.detectPixels({ ...SIZE, data: film.at(REST_S), timestampMs: 0 });
  if (seen.kind !== 'face') throw new Error(`No face of ${person} at rest.`);
  const made = { film, eyes: eyesOf(seen.face) };
  films.set(person, made);
  return made;
}
