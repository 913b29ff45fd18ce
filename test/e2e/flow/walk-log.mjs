import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps what a walk reports: its steps with their durations, and a numbered screenshot of each screen.
 *
 * @param {string|null} outDir null: no screenshots
 */
export function createWalkLog(outDir) {
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
