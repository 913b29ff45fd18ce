import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { traceFrameOf } from '../src/signals/trace-frame-of.ts';
import { benchAccuracy } from './bench-signals/accuracy.mjs';
import { benchBlinks } from './bench-signals/blinks.mjs';
import { benchPeople } from './bench-signals/people.mjs';
import { benchSlow } from './bench-signals/slow.mjs';
import { benchStrangers } from './bench-signals/strangers.mjs';
import { readOptions, UsageError } from './read-options.mjs';

const HELP = `How well signals and challenge do on clips with known truth. Prints; writes nothing.

  node scripts/bench-signals.mjs --traces DIR --media DIR

  --traces DIR   NAME.jsonl for each clip, written by node scripts/trace-clip.mjs CLIP --json NAME.jsonl
  --media DIR    the clips' truth, NAME.gt.json in people/, clips/, real/ and attacks/

Thresholds were tuned on these very clips: the figures say that nothing broke, not how strangers will fare.
Exit code: 0; a wrong command 2.
`;

const values = readOptions({
  name: 'bench-signals',
  help: HELP,
  seeHelp: 'node scripts/bench-signals.mjs --help',
  options: { traces: { type: 'string' }, media: { type: 'string' } },
  check({ values: { traces, media } }) {
    if (!traces || !media) throw new UsageError('--traces and --media are both needed');
    return { traces, media };
  },
});

const clips = ['people', 'clips', 'real', 'attacks'].flatMap((folder) =>
  readdirSync(join(values.media, folder))
    .filter((file) => file.endsWith('.gt.json'))
    .map((file) => file.slice(0, -'.gt.json'.length))
    .filter((name) => existsSync(join(values.traces, `${name}.jsonl`)))
    .map((name) => ({ name, folder, truth: truthOf(folder, name), frames: framesOf(name) })),
);

benchAccuracy(clips);
benchBlinks(clips);
benchPeople(clips);
benchStrangers(clips);
benchSlow(clips);

function truthOf(folder, name) {
  return JSON.parse(readFileSync(join(values.media, folder, `${name}.gt.json`), 'utf8'));
}

function framesOf(name) {
  const [header, ...lines] = readFileSync(join(values.traces, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const { width, height } = JSON.parse(header);
  return lines.map((line) => traceFrameOf(detectionOf(JSON.parse(line), width, height), 0));
}

function detectionOf(line, frameWidth, frameHeight) {
  if (line.kind !== 'face') return line;
  const bytes = Buffer.from(line.points, 'base64');
  const points = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return { ...line, face: { ...line, frameWidth, frameHeight, points } };
}
