// node bench/people/keep-traces.mjs: what the shipped engine sees of the tuning half, small enough to be committed.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, requireNode, UsageError } from '../../scripts/command.mjs';
import { readPopulation } from './population.mjs';

const KEPT = fileURLToPath(new URL('traces/', import.meta.url));

const HELP = `Keeps what the shipped engine sees of people of the tuning half, and their truth, in files that are small enough to be
committed: NAME.trace.br and NAME.gt.json.br, about 80 kB a person. With them bench:liveness measures strangers without their
films: npm run bench:liveness -- --clips bench/people/traces. Needs ffmpeg on the PATH; half a minute a person.

  node bench/people/keep-traces.mjs --clips DIR [options]

  --clips DIR    films of people of bench/people/population.json, each with its NAME.gt.json
  --traces DIR   keeps what the engine saw of each film there, as bench:liveness does, and reads it the next time
  --out DIR      where the files go (default bench/people/traces)
  --help         show this

Whoever is of the frozen half is left out: their films are for looking at once, after everything is decided.

Exit code: 0, or 1 when a film could not be read; a wrong command 2, and so is a folder in which nobody is of the tuning half.
`;

requireNode();
const {
  traces: folder,
  out,
  people,
} = readOptions({
  name: 'keep-traces',
  help: HELP,
  seeHelp: 'node bench/people/keep-traces.mjs --help',
  options: {
    clips: { type: 'string' },
    traces: { type: 'string' },
    out: { type: 'string', default: KEPT },
  },
  check({ values }) {
    if (!values.clips) throw new UsageError('--clips DIR is needed');
    return { ...values, people: tuningIn(values.clips) };
  },
});
const { KEPT_TRACE, TraceError, framesOf, openTraces, writeKeptTrace, writeKeptTruth } = await import(
  '../clips/traces.mjs'
);
process.exitCode = await main();

function tuningIn(clips) {
  if (!existsSync(clips)) throw new UsageError(`--clips ${clips}: there is no such folder`);
  const files = readdirSync(clips);
  const found = readPopulation()
    .filter(
      ({ name, half }) =>
        half === 'tuning' && files.includes(`${name}.mp4`) && files.includes(`${name}.gt.json`),
    )
    .map(({ name }) => ({ name, film: join(clips, `${name}.mp4`), truth: join(clips, `${name}.gt.json`) }));
  if (found.length === 0) throw new UsageError(`--clips ${clips}: nobody of the tuning half is there`);
  return found;
}

async function main() {
  mkdirSync(out, { recursive: true });
  const engine = openTraces(folder);
  let bytes = 0;
  for (const { name, film, truth } of people) {
    try {
      const kept = [join(out, `${name}${KEPT_TRACE}`), join(out, `${name}.gt.json.br`)];
      writeKeptTrace(kept[0], { clip: name, ...framesOf(await engine.of(film, name)) });
      writeKeptTruth(kept[1], readFileSync(truth, 'utf8'));
      bytes += kept.reduce((sum, path) => sum + statSync(path).size, 0);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      console.error(`keep-traces: ${error.message}.`);
      return 1;
    }
    console.log(`${name}: kept`);
  }
  console.log(`${people.length} people, ${(bytes / 1e6).toFixed(2)} MB`);
  return 0;
}
