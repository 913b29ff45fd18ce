import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { long } from '../../long.ts';
import { runPortalFlow } from '../flow/portal-flow.mjs';
import { createFlowLog } from '../flow/run-flow.mjs';
import { frameOf, openStage } from '../isolation/frame-stage.mjs';
import { breach, FORBIDDEN, watchPolicy, watchSwitches } from '../isolation/watch-policy.mjs';

interface Walk {
  readonly isolation: 'inline' | 'frame';
  readonly method: 'face' | 'document_review';
  readonly altered?: (policy: string) => string;
}

/** A whole flow, from the log-in to the result, and what the browser told of it. */
async function walk({ isolation, method, altered }: Walk) {
  const stage = await openStage({ args: watchSwitches, reviewUndoS: 0 });
  const { sandbox, browser } = stage;
  const context = browser.contexts()[0]!;
  const policy = await watchPolicy(context, altered);
  try {
    const options = {
      isolation,
      method,
      person: 'anna',
      subject: 'anna',
      lang: 'en',
      reviewer: 'approve',
      viewport: { width: 390, height: 844 },
      brief: true,
      sessions: Number.POSITIVE_INFINITY,
      framingLimitMs: Number.POSITIVE_INFINITY,
    };
    const { status } = await runPortalFlow({ sandbox, browser, options, log: createFlowLog(null) });
    const page = context.pages().find((each) => each.url().startsWith(sandbox.portalUrl))!;
    const places = [page, ...(isolation === 'frame' ? [frameOf(page)!] : [])];
    for (const place of places) await breach(place);
    const own = [sandbox.portalUrl, sandbox.backendUrl].map((url) => new URL(url).origin);
    return {
      status,
      reports: policy.reports,
      elsewhere: policy.origins().filter((origin) => !own.includes(origin) && origin !== 'null'),
    };
  } finally {
    await stage.close();
    await policy.close();
  }
}

/** Where each was told of, of the breaches that {@link breach} makes; all others in full. */
const told = (reports: Awaited<ReturnType<typeof walk>>['reports']) => ({
  made: reports
    .filter(({ blocked }) => blocked.startsWith(FORBIDDEN))
    .map(({ where }) => where.replace(/-[\w-]{8}\.js$/, '')),
  others: reports.filter(({ blocked }) => !blocked.startsWith(FORBIDDEN)),
});

describe('the published policy, over a whole flow', () => {
  for (const isolation of ['inline', 'frame'] as const) {
    test(`${isolation}, with documents: nothing is reported, and nothing asked for elsewhere`, async () => {
      const { status, reports, elsewhere } = await walk({ isolation, method: 'document_review' });
      assert.equal(status, 'approved');
      const { made, others } = told(reports);
      assert.deepEqual(others, []);
      assert.deepEqual(made, isolation === 'frame' ? ['/', '/family-auth/frame/'] : ['/']);
      assert.deepEqual(elsewhere, []);
    });

    test(`${isolation}, with a face: nor by the engine in its worker`, long, async () => {
      const { status, reports, elsewhere } = await walk({ isolation, method: 'face' });
      assert.ok(['approved', 'manual_review', 'rejected'].includes(status), status);
      const { made, others } = told(reports);
      assert.deepEqual(others, []);
      assert.ok(
        made.some((where) => where.startsWith('/family-auth/assets/landmark-worker-')),
        made.join(),
      );
      assert.deepEqual(elsewhere, []);
    });
  }

  test('a source that is taken out of it is missed, and reported', long, async () => {
    const altered = (policy: string) => policy.replace("img-src 'self' data:", "img-src 'self'");
    const { reports } = await walk({ isolation: 'inline', method: 'document_review', altered });
    const [missed] = told(reports).others;
    assert.deepEqual([missed?.where, missed?.directive], ['/', 'img-src']);
  });
});
