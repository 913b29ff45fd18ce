/** Reporter for node:test: one line of JSON, `{passed, failed, skipped}`, for the whole run. */
export default async function* countNodeTests(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled, skipped, todo } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled, skipped: skipped + todo });
  }
}
