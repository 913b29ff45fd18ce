import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { startPostgres } from '../../../scripts/postgres/start-postgres.mjs';
import { ClipError } from '../../../scripts/run-ffmpeg.mjs';
import { launchBrowser } from '../launch-browser.mjs';
import { launchFirefox } from '../launch-firefox.mjs';
import { launchWebkit } from '../webkit/launch-webkit.mjs';
import { bringClip } from './clip.mjs';
import { runPortalFlow } from './portal-flow.mjs';

/** Longest time a flow may take before it counts as a fault. */
const FLOW_LIMIT_MS = 240_000;

/**
 * Runs one flow against a sandbox of its own.
 *
 * @returns {Promise<{status: 'approved'|'rejected'|'liveness_incomplete'|'manual_review'|'fault', reason: string|null,
 *   refusedBy: string|null, cameraReadyToVerdictMs: number|null, processedFps: number|null, engine: string|null,
 *   hints?: string[], photo?: string, checks?: object[], steps: {name: string, ms: number}[], screenshots: string[], fault?: string}>}
 *   `hints`: what the element advised in front of the camera; `photo`: whose photo is registered, for a clip's person;
 *   `checks`: what the backend checked of a clip.
 * @throws {ClipError} where the clip cannot be used
 */
export async function runFlow(options) {
  const log = createFlowLog(options.out);
  const empty = {
    reason: null,
    refusedBy: null,
    cameraReadyToVerdictMs: null,
    processedFps: null,
    engine: null,
  };
  const kept = { steps: log.steps, screenshots: log.screenshots };
  let stage;
  let opened;
  let clip = null;
  try {
    stage = await openSandbox(options.database);
    const { sandbox } = stage;
    log.step('sandbox started');
    if (options.clip) {
      clip = await bringClip(options.clip, sandbox);
      log.step('clip read, its person registered');
    }
    opened = await openBrowser(options, clip);
    log.step(`${options.browser} ${opened.browser.version()} started`);
    const outcome = await withLimit(runPortalFlow({ sandbox, browser: opened.browser, options, log, clip }));
    return { ...empty, ...outcome, ...(clip ? { photo: clip.photo } : {}), ...kept };
  } catch (error) {
    if (error instanceof ClipError) throw error;
    console.error(error);
    await photographAll(opened?.browser, log);
    return { status: 'fault', ...empty, fault: String(error?.message ?? error), ...kept };
  } finally {
    await opened?.close();
    clip?.remove();
    await stage?.close();
  }
}

async function withLimit(work) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the flow took longer than ${FLOW_LIMIT_MS} ms`)),
      FLOW_LIMIT_MS,
    );
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function photographAll(browser, log) {
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? [])
    await log.screenshot(page, 'fault').catch(() => undefined);
}

/**
 * Keeps what a flow reports: its steps with their durations, and a numbered screenshot of each screen.
 *
 * @param {string|null} outDir null: no screenshots
 */
export function createFlowLog(outDir) {
  if (outDir !== null) {
    rmSync(outDir, { recursive: true, force: true });
    mkdirSync(outDir, { recursive: true });
  }
  const steps = [];
  const screenshots = [];
  let lastMs = performance.now();
  return {
    steps,
    screenshots,
    /** Ends a step: from the end of the one before to now. */
    step(name) {
      const nowMs = performance.now();
      steps.push({ name, ms: Math.round(nowMs - lastMs) });
      console.log(`   ${name} (${Math.round(nowMs - lastMs)} ms)`);
      lastMs = nowMs;
    },
    async screenshot(page, name, { fullPage = true } = {}) {
      if (outDir === null) return;
      const path = join(outDir, `${String(screenshots.length + 1).padStart(2, '0')}-${name}.png`);
      await page.screenshot({ path, fullPage });
      screenshots.push(path);
    },
  };
}

/** The browser of a flow: Chromium, with the clip as its webcam where there is one, Firefox or WebKit. */
function openBrowser({ browser, engine }, clip) {
  if (browser === 'firefox') return launchFirefox();
  if (browser === 'webkit') return launchWebkit();
  return launchBrowser({
    webgl: engine === 'webgl',
    args: [
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      ...(clip?.switches ?? []),
    ],
  });
}

/**
 * A fresh sandbox for a flow, on the embedded database, on a PostgreSQL server started for it (`postgres`), or on the
 * database of a `postgres://…`.
 *
 * @returns {Promise<{sandbox: import('../../../sandbox/src/server/start-sandbox.ts').Sandbox, close(): Promise<void>}>}
 */
async function openSandbox(database) {
  const server = database === 'postgres' ? await startPostgres() : undefined;
  const databaseUrl = server?.url ?? database;
  try {
    const sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      // A flow ends with the decision, not a minute after it.
      reviewUndoS: 0,
      ...(databaseUrl && { databaseUrl }),
    });
    const close = async () => {
      await sandbox.close();
      await server?.close();
    };
    return { sandbox, close };
  } catch (error) {
    await server?.close();
    throw error;
  }
}
