import { ClipError } from '../../../scripts/run-ffmpeg.mjs';
import { bringClip } from './bring-clip.mjs';
import { openBrowser } from './open-browser.mjs';
import { openSandbox } from './open-sandbox.mjs';
import { createWalkLog } from './walk-log.mjs';
import { walkPortal } from './walk-portal.mjs';

/** Longest time a walk may take before it counts as a fault. */
const WALK_LIMIT_MS = 240_000;

/**
 * Walks once against a sandbox of its own.
 *
 * @returns {Promise<{status: 'approved'|'rejected'|'liveness_incomplete'|'manual_review'|'fault', reason: string|null,
 *   refusedBy: string|null, cameraReadyToVerdictMs: number|null, processedFps: number|null, engine: string|null,
 *   hints?: string[], photo?: string, checks?: object[], steps: {name: string, ms: number}[], screenshots: string[], fault?: string}>}
 *   `hints`: what the element advised in front of the camera; `photo`: whose photo is registered, for a clip's person;
 *   `checks`: what the backend checked of a clip.
 * @throws {ClipError} where the clip cannot be used
 */
export async function runWalk(options) {
  const log = createWalkLog(options.out);
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
    log.step('browser started');
    const outcome = await withLimit(walkPortal({ sandbox, browser: opened.browser, options, log, clip }));
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
      () => reject(new Error(`the walk took longer than ${WALK_LIMIT_MS} ms`)),
      WALK_LIMIT_MS,
    );
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function photographAll(browser, log) {
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? [])
    await log.screenshot(page, 'fault').catch(() => undefined);
}
