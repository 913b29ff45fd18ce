import { relative } from 'node:path';
import { inspect } from 'node:util';

const EVERY_MS = 20_000;

/**
 * Reporter for node:test: a line of progress now and then, and every failure with its file, its names and what was
 * expected. What passes is counted and not listed.
 */
export default async function* showNodeTests(events) {
  const startedMs = Date.now();
  let shownMs = startedMs;
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') yield* output(data);
    if (type === 'test:pass' && data.details.type !== 'suite') passed += 1;
    if (type === 'test:fail' && !isOfItsTests(data.details.error)) {
      failed += 1;
      yield failureOf(data);
    }
    if (Date.now() - shownMs < EVERY_MS) continue;
    shownMs = Date.now();
    const seconds = Math.round((shownMs - startedMs) / 1000);
    yield `   ${seconds} s: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}; ${placeOf(data)}\n`;
  }
}

/** Tests write nothing: what they do write is a warning or a trace that somebody put there, and worth seeing. */
function* output({ message }) {
  if (message.trim() !== '') yield message;
}

/** A suite fails with its tests, which have been shown. */
const isOfItsTests = (error) => error.code === 'ERR_TEST_FAILURE' && error.failureType === 'subtestsFailed';

const placeOf = ({ file }) => (file === undefined ? '' : relative(process.cwd(), file));

function failureOf({ name, line, details, ...data }) {
  const { error } = details;
  const place = `${placeOf(data)}${line === undefined ? '' : `:${line}`}`;
  const shown = inspect(error.cause ?? error, { depth: 6, breakLength: 100 });
  return `\n✖ ${name}\n  ${place}\n${shown.replace(/^/gm, '    ')}\n\n`;
}
