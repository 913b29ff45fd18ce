import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Reporter for @web/test-runner: a line a file that is done, and at the end `{passed, failed, skipped}` in the file named
 * by TEST_COUNT_FILE. Failures are shown by the runner's own reporter.
 */
export function countReporter(file = process.env.TEST_COUNT_FILE) {
  return {
    reportTestFileResults({ testFile, sessionsForTestFile, logger }) {
      const { passed, failed } = countSessions(sessionsForTestFile);
      logger.log(
        `   ${relative(process.cwd(), testFile)}: ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`,
      );
    },
    onTestRunFinished({ sessions }) {
      if (file) writeFileSync(file, JSON.stringify(countSessions(sessions)));
    },
  };
}

function countSessions(sessions) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const session of sessions) {
    const tests = testsOf(session.testResults);
    for (const test of tests) count[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
    // A file that could not be loaded, or threw outside its tests, has no failing test to show for it.
    if (!session.passed && !tests.some((test) => !test.passed && !test.skipped)) count.failed += 1;
  }
  return count;
}

function testsOf(suite) {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : [];
}
