// node bench/people/render.mjs: the people of population.json whom the harder generator draws, as films with their truth.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, UsageError } from '../../scripts/command.mjs';
import { hasFfmpeg } from '../../scripts/run-ffmpeg.mjs';
import { drawPerson } from './draw.mjs';
import { hasGeometry, readGeometry } from './geometry.mjs';
import { readPopulation } from './population.mjs';

const MEDIA = fileURLToPath(new URL('../../../shared/media/', import.meta.url));
const people = readPopulation().filter(({ generator }) => generator === 'harder');

const HELP = `Renders people who were drawn at random from a seed: NAME.mp4 (640 x 480, 30 frames/s), NAME.idphoto.jpg (without
glasses and headwear, in other light) and, last, NAME.gt.json with the truth of every frame. The same seed gives the same
person. Needs ffmpeg on the PATH; no browser and no GPU. One to two minutes of one core a person.

  node bench/people/render.mjs --out DIR [options]

  --out DIR     where the files go. Who has a NAME.gt.json there is not rendered again
  --only NAME   this one; may be given more than once (default: ${people[0].name} to ${people.at(-1).name} of bench/people/population.json)
  --seed N      somebody of nobody's list, as seedN; may be given more than once
  --mouth-only  films of the rest, an open mouth, talking and a smile alone: a third of the time
  --media DIR   the media set; its rig/ holds ict_head.json and ict_head.bin, the head's geometry (default ../shared/media)
  --help        show this

Exit code: 0, also when it is skipped because the geometry is not there, which it says; a wrong command, or no ffmpeg, 2.
`;

const {
  out,
  media,
  wanted,
  'mouth-only': mouthOnly,
} = readOptions({
  name: 'render',
  help: HELP,
  seeHelp: 'node bench/people/render.mjs --help',
  options: {
    out: { type: 'string' },
    only: { type: 'string', multiple: true },
    seed: { type: 'string', multiple: true },
    'mouth-only': { type: 'boolean', default: false },
    media: { type: 'string', default: MEDIA },
  },
  check({ values }) {
    if (!values.out) throw new UsageError('--out DIR is needed');
    return { ...values, wanted: peopleNamed(values) };
  },
});
process.exitCode = await main();

function peopleNamed({ only, seed = [] }) {
  const strangers = seed.map((text) => {
    if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--seed ${text}: a whole number is meant`);
    return { name: `seed${text}`, seed: Number(text) };
  });
  const names = only ?? (seed.length > 0 ? [] : people.map(({ name }) => name));
  const listed = names.map((name) => {
    const person = people.find((one) => one.name === name);
    if (!person)
      throw new UsageError(`--only ${name}: one of ${people[0].name} to ${people.at(-1).name} is meant`);
    return person;
  });
  return [...listed, ...strangers];
}

async function main() {
  const rig = join(media, 'rig');
  if (!hasGeometry(rig)) {
    console.log(
      `render: skipped, since ${rig} does not hold the head's geometry (ict_head.json, ict_head.bin)`,
    );
    return 0;
  }
  if (!hasFfmpeg()) {
    console.error('render: ffmpeg was not found; it encodes the films');
    return 2;
  }
  const { setUpFilm, setUpPhoto, FILM_FORMAT: format } = await import('./film.mjs');
  const geometry = readGeometry(rig);
  mkdirSync(out, { recursive: true });
  for (const { name, seed } of wanted) {
    if (existsSync(join(out, `${name}.gt.json`))) continue;
    const startedMs = performance.now();
    const drawn = drawPerson(seed);
    const film = await setUpFilm(geometry, { ...drawn, mouthOnly });
    const frames = await writeFilm(name, film, format);
    writeFileSync(join(out, `${name}.idphoto.jpg`), await setUpPhoto(geometry, drawn));
    const truth = truthOf(name, drawn, film.script, frames, format);
    writeFileSync(join(out, `${name}.gt.part`), truth);
    renameSync(join(out, `${name}.gt.part`), join(out, `${name}.gt.json`));
    console.log(
      `${name}: ${frames.length} frames, ${((performance.now() - startedMs) / 1000).toFixed(0)} s, ${drawn.groups.join(' ')}`,
    );
  }
  return 0;
}

async function writeFilm(name, { script, scene, frameAt }, { WIDTH, HEIGHT, FPS }) {
  const part = join(out, `${name}.part.mp4`);
  const encoder = encoderTo(part, { WIDTH, HEIGHT, FPS }, scene.crf);
  const frames = [];
  const count = Math.round(script.duration * FPS);
  try {
    for (let f = 0; f < count; f++) {
      const { bytes, truth } = frameAt(f / FPS);
      if (!encoder.child.stdin.write(Buffer.from(bytes)))
        await Promise.race([once(encoder.child.stdin, 'drain'), encoder.done]);
      frames.push({ f, t: Number((f / FPS).toFixed(4)), heads: [truth] });
      if (process.stdout.isTTY) process.stdout.write(`\r${name}: frame ${f + 1} of ${count} `);
    }
    encoder.child.stdin.end();
    await encoder.done;
  } catch (error) {
    encoder.child.kill();
    rmSync(part, { force: true });
    throw error;
  }
  if (process.stdout.isTTY) process.stdout.write('\r');
  renameSync(part, join(out, `${name}.mp4`));
  return frames;
}

function encoderTo(file, { WIDTH, HEIGHT, FPS }, crf) {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${WIDTH}x${HEIGHT}`,
    '-r',
    String(FPS),
    '-i',
    '-',
  ];
  const codec = [
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-crf',
    String(crf),
    '-preset',
    'veryfast',
    '-g',
    '30',
    '-threads',
    '1',
  ];
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...input, ...codec, '-movflags', '+faststart', file], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.on('error', () => {}); // its exit says why
  const done = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`ffmpeg ended with ${code} while it wrote ${file}`);
  });
  return { child, done };
}

/** In the format of the media set's people. */
function truthOf(
  name,
  { groups, traits, person, scene, act, seed },
  { segments, events, duration },
  frames,
  { WIDTH, HEIGHT, FPS },
) {
  const truth = {
    clip: name,
    kind: 'rendered',
    persons: [name],
    segments,
    group: groups,
    traits: {
      ...traits,
      seed,
      glasses: person.glasses,
      beard: person.beard,
      fringe: person.fringe,
      headwear: person.headwear,
      droop: person.droop,
      droopExtra: person.droopExtra,
      squint: person.squint,
      ...scene,
      ...act,
    },
    model: 'ICT-FaceKit ICT Face Model Light, MIT (c) 2020 USC Institute for Creative Technologies',
    renderer: 'bench/people',
    fps: FPS,
    width: WIDTH,
    height: HEIGHT,
    duration,
    convention:
      "raw camera image, not mirrored; as the camera sees it, in the middle of the exposure: yaw>0 = subject turns to own left (image right); pitch>0 = chin up; roll>0 = top of head towards image right; openL/openR = 1 open .. 0 closed for the subject's left/right eye",
    events: [events],
    frames,
  };
  return `${JSON.stringify(truth).replaceAll('},{"f"', '},\n{"f"')}\n`;
}
