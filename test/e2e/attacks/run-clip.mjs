import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onExit } from 'signal-exit';
import { isOfTheMachine } from './report.mjs';

const FLOW = fileURLToPath(new URL('../walk.mjs', import.meta.url));
/** Longest a row may take before it counts as a fault. */
const ROW_LIMIT_MS = 300_000;
/** Seconds that an unprompted clip has to get a face into the picture. */
const FRAMING_LIMIT_S = 20;
/** A row that only the machine's slowness refused is run again, so many times in all. */
const TRIES = 3;

/**
 * Runs a flow with one clip before the camera, in a process of its own, and tells how it ended.
 *
 * @param {import('./find-clips.mjs').Clip} clip
 * @param {{sessions: number, lang: string}} options
 */
export async function runClip(clip, options) {
  for (let tries = 1; ; tries++) {
    const startedMs = performance.now();
    const report = await runFlow(clip, options);
    const row = rowOf(clip, report, { tries, ms: Math.round(performance.now() - startedMs) });
    if (tries === TRIES || !isOfTheMachine(row.refusedBy)) return row;
  }
}

const rowOf = ({ clip, kind, answersPrompts }, report, { tries, ms }) => ({
  clip,
  kind,
  answersPrompts,
  status: report.status,
  reason: report.reason ?? null,
  refusedBy: tellingRefusal(report),
  processedFps: report.processedFps ?? null,
  failedSessions: report.failedSessions ?? [],
  hints: report.hints ?? [],
  otherWays: report.otherWays ?? null,
  photo: report.photo ?? null,
  checks: report.checks ?? [],
  tries,
  ms,
  ...(report.fault ? { fault: report.fault } : {}),
});

/** Of several sessions, the last that something else than the machine's slowness ended. */
function tellingRefusal({ refusedBy = null, failedSessions = [] }) {
  if (!isOfTheMachine(refusedBy)) return refusedBy;
  return failedSessions.findLast((check) => !isOfTheMachine(check)) ?? refusedBy;
}

async function runFlow({ file, answersPrompts }, { sessions, lang, engine }) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-attack-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(removeFolder);
  const json = join(folder, 'report.json');
  const source = answersPrompts
    ? ['--flipbook', file, '--sessions', String(sessions)]
    : ['--camera', file, '--sessions', '1', '--framing-limit', String(FRAMING_LIMIT_S)];
  const chosen = engine ? ['--engine', engine] : [];
  const args = [FLOW, ...source, ...chosen, '--brief', '--lang', lang, '--json', json];
  try {
    const said = await ran(args);
    return readReport(json) ?? { status: 'fault', fault: said || 'the flow left no report' };
  } finally {
    forget();
    removeFolder();
  }
}

/** Resolves with the last line that the flow wrote to its standard error. */
function ran(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = onExit(() => {
    child.kill('SIGTERM');
  });
  const limit = setTimeout(() => child.kill('SIGTERM'), ROW_LIMIT_MS);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(said.trim().split('\n').at(-1)));
  }).finally(() => {
    forget();
    clearTimeout(limit);
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
