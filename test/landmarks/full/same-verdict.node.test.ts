import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { seededRandom } from '../../../bench/clips/statistics.mjs';
import { playJudged } from '../../../bench/liveness/play.mjs';
import { serveBench } from '../../../bench/speed/serve-bench.mjs';
import { drawPlan } from '../../../src/challenge/plan.ts';
import { policyFor } from '../../../src/challenge/policy-for.ts';
import { decodeTrace } from '../../../src/evidence/trace-codec.ts';
import type { TraceFrame } from '../../../src/signals/trace-frame.ts';
import { type Segment, scriptedVideoOf, stretchesOf } from '../../challenge/scripted-video.ts';
import { launchBrowser } from '../../e2e/launch-browser.mjs';
import { root } from '../../package/bundle-graph.ts';

/** Half of the films' frames: software WebGL takes a tenth of a second for each. */
const FPS = 15;
const SESSIONS = 12;

const people = join(root, 'src', 'testing', 'people');
const attacks = join(root, 'test', 'fixtures', 'attacks');
const films = [
  ...globSync('*.webm', { cwd: people }).map((name) => ['/people/', name, people] as const),
  ...globSync('*.webm', { cwd: attacks }).map((name) => ['/attacks/', name, attacks] as const),
];

describe('WebGL and WASM come to the same verdict', () => {
  let page: Page;
  let closeAll: () => Promise<void>;

  before(async () => {
    const server = await serveBench({
      folders: { '/people/': people, '/attacks/': attacks, '/assets/': join(root, 'dist', 'assets') },
      files: await pageFiles(),
    });
    const { browser, close } = await launchBrowser({ args: ['--autoplay-policy=no-user-gesture-required'] });
    page = await browser.contexts()[0]!.newPage();
    page.setDefaultTimeout(1_200_000);
    await page.goto(`${server.origin}/page/index.html`);
    closeAll = async () => {
      await close();
      server.close();
    };
  });
  after(() => closeAll());

  for (const [address, name, folder] of films) {
    it(`in ${SESSIONS} sessions each in front of ${name}`, { timeout: 1_200_000 }, async () => {
      const traces = await page.evaluate(
        ([film, fps]) => (globalThis as unknown as InPage).filmInBothEngines(film, fps),
        [address + name, FPS] as const,
      );
      const segments = segmentsOf(folder, basename(name, '.webm'));
      const [wasm, webgl] = [traces.wasm, traces.webgl].map((trace) =>
        verdicts(name, framesOf(trace), segments),
      );
      assert.deepEqual(webgl, wasm);
      if (folder === people)
        assert.ok(
          wasm!.some((verdict) => verdict.includes(': live')),
          wasm!.join('\n'),
        );
    });
  }
});

interface InPage {
  filmInBothEngines(film: string, fps: number): Promise<Record<'wasm' | 'webgl', string>>;
}

async function pageFiles(): Promise<Map<string, Buffer>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('film-in-both-engines.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: '/page',
  });
  const html = '<!doctype html><body><script type="module" src="film-in-both-engines.js"></script>';
  return new Map([
    ['/page/index.html', Buffer.from(html)],
    ['/page/film-in-both-engines.js', Buffer.from(outputFiles[0]!.contents)],
  ]);
}

function segmentsOf(folder: string, name: string): Segment[] {
  const file = folder === people ? `${name}.segments.json` : `${name}.json`;
  return JSON.parse(readFileSync(join(folder, file), 'utf8')).segments;
}

function framesOf(trace: string): TraceFrame[] {
  const { records } = decodeTrace(Buffer.from(trace, 'base64')).trace;
  return records.filter((record) => record.kind !== 'reveal');
}

/** How each session with a drawn plan ends, and by which check. */
function verdicts(name: string, frames: readonly TraceFrame[], segments: readonly Segment[]) {
  const policy = policyFor({ pace: 'standard', measuredFps: FPS });
  return Array.from({ length: SESSIONS }, (_, session) => {
    const random = seededRandom(`${name} ${session}`);
    const plan = drawPlan(random, FPS, policy);
    const options = { fps: FPS, policy, reactionMs: 450, toneReactionMs: 350 };
    const book = scriptedVideoOf([...frames], stretchesOf(segments), FPS);
    const { outcome, by } = playJudged(book, plan, options);
    return `${plan.map(({ action }) => action).join(' ')}: ${outcome} ${by ?? ''}`;
  });
}
