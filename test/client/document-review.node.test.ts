import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { documentReview } from '../../examples/document-review.ts';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import type { Sandbox } from '../../sandbox/src/server/start-sandbox.ts';
import { staffEntry } from '../../sandbox/test/support/staff.ts';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import { long } from '../long.ts';

/** Decides the one case in the queue, as a reviewer does: log-in, case, what the applicant will read, decision. */
async function decide({ reviewUrl, demoStaff }: Sandbox, decision: Record<string, string>): Promise<void> {
  const browser = scriptFreeBrowser();
  const loginPage = await browser.open(reviewUrl);
  const queue = await browser.submit(loginPage, '/login', staffEntry(demoStaff!.reviewer));
  const page = await browser.submit(queue, '/claim', {});
  const preview = await browser.submit(page, '/preview', decision);
  const done = await browser.submit(preview, '/decision', {});
  assert.equal(done.status, 200);
}

describe('document review by the typed client alone', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
  });
  after(() => sandbox.close());

  /** Runs the example; when it waits for the reviewer, `decision` is posted. */
  async function run(decision: Record<string, string>): Promise<string[]> {
    const said: string[] = [];
    let deciding: Promise<void> | undefined;
    await documentReview(sandbox.backendUrl, true, (line) => {
      said.push(line);
      if (line === 'Now: manual_review') deciding = decide(sandbox, decision);
    });
    await deciding;
    return said;
  }

  it('ends with a verified result and card when the reviewer approves, and unbinds', async () => {
    const said = await run({ decision: 'approved', note: '' });
    assert.ok(said.includes('Now: approved'), said.join('\n'));
    assert.ok(said.includes("The backend's signed result: approved"));
    assert.ok(
      said.some((line) => /^The card: 施\*珍 1\*{16}6, active$/.test(line)),
      said.join('\n'),
    );
    assert.ok(said.includes('Unbound again.'));
  });

  it('can be run again, and ends with the reason when the reviewer does not approve', long, async () => {
    const said = await run({ decision: 'rejected', reason: 'evidence_quality', note: '' });
    assert.ok(said.includes("The backend's signed result: rejected (evidence_quality)"), said.join('\n'));
  });

  it('does not wait unless it is told to, and clears up what an earlier run left open', async () => {
    for (const _ of [1, 2]) {
      const said: string[] = [];
      await documentReview(sandbox.backendUrl, false, (line) => said.push(line));
      assert.match(said.at(-1)!, /^Application .* for 施\*珍: (submitted|processing)$/);
    }
  });
});
