import type { CheckResult, Report } from './report.ts';

/** The report as JUnit XML, as build servers read it: a suite a page of the protocol, a case a check. */
export function junitOf(report: Report): string {
  const { totals, durationMs, checks, startedAt } = report;
  const pageOf = new Map(report.requirements.map(({ id, page }) => [id, page.replace(/\.md$/, '')]));
  const suiteNameOf = ({ verifies: [first = ''] }: CheckResult) => pageOf.get(first) ?? 'protocol';
  const suites = [...new Set(checks.map(suiteNameOf))].map(
    (name) => [name, checks.filter((one) => suiteNameOf(one) === name)] as const,
  );
  const failures = totals.failed + totals.warnings;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="family-auth conformance" tests="${checks.length}" failures="${failures}" skipped="${totals.skipped}" time="${durationMs / 1000}" timestamp="${startedAt}">
${suites.map(([name, cases]) => suiteOf(name, cases)).join('\n')}
</testsuites>
`;
}

function suiteOf(name: string, cases: readonly CheckResult[]): string {
  const count = (result: CheckResult['result']) => cases.filter((one) => one.result === result).length;
  return `  <testsuite name="${escapeXml(name)}" tests="${cases.length}" failures="${count('failed')}" skipped="${count('skipped')}">
${cases.map(caseOf).join('\n')}
  </testsuite>`;
}

function caseOf({ id, title, result, reason = '', durationMs, exchanges = [] }: CheckResult): string {
  const head = `    <testcase classname="${escapeXml(id)}" name="${escapeXml(title)}" time="${durationMs / 1000}"`;
  if (result === 'passed') return `${head}/>`;
  if (result === 'skipped') return `${head}><skipped message="${escapeXml(reason)}"/></testcase>`;
  const shown = exchanges.map(({ method, url, status, responseBody = '' }) =>
    [`${method} ${url}`, `${status ?? 'no answer'} ${responseBody}`].join('\n'),
  );
  return `${head}><failure message="${escapeXml(reason)}">${escapeXml(shown.join('\n\n'))}</failure></testcase>`;
}

/** XML takes no control characters but tab and line breaks, however they are written. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t\n\r]|[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
