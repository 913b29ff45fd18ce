import { LEFT_TO_FULL } from '../../test/long.ts';

/** Reporter for node:test: one line of JSON, `{passed, failed, skipped, left}`, for the whole run; `left` are the long ones. */
export default async function* countNodeTests(events) {
  let left = 0;
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.skip === LEFT_TO_FULL) left += 1;
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled, skipped, todo } = data.counts;
    yield JSON.stringify({
      passed,
      failed: failed + cancelled,
      skipped: Math.max(skipped + todo - left, 0),
      left,
    });
  }
}
