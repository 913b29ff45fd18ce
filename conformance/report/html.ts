import type { Exchange } from '../engine/exchange.ts';
import type { CheckResult, Report, RequirementResult } from './report.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1c2330; background: #fff; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d8dde6; }
.passed { color: #12633a; } .failed { color: #a61b1b; font-weight: 600; } .skipped, .not { color: #5a6475; }
pre { background: #f3f5f8; padding: .6rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
summary { cursor: pointer; } .id { white-space: nowrap; }
@media (prefers-color-scheme: dark) { body { color: #e5e9f0; background: #14181f; } pre { background: #1f252f; } th, td { border-color: #333b49; }
  .passed { color: #6fd39c; } .failed { color: #ff8f8f; } .skipped, .not { color: #a3adbd; } }
`;

/** The report for people: each requirement with what came of it, and the exchanges of whatever failed. */
export function htmlOf(report: Report): string {
  const { backend, startedAt, durationMs, totals } = report;
  const checks = new Map(report.checks.map((one) => [one.id, one]));
  const order = { failed: 0, 'not checked': 2, skipped: 1, passed: 3 };
  const rows = [...report.requirements].sort((a, b) => order[a.result] - order[b.result]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Conformance of ${escapeHtml(backend)}</title>
<style>${STYLE}</style>
<h1>Conformance of ${escapeHtml(backend)}</h1>
<p>${escapeHtml(startedAt)}, ${(durationMs / 1000).toFixed(1)} s. Checks: ${totals.passed} passed, ${totals.failed} failed, ${totals.warnings} warnings, ${totals.skipped} skipped.</p>
<table>
<thead><tr><th>Requirement</th><th>Result</th><th>What it says, and what was tried</th></tr></thead>
<tbody>
${rows.map((row) => rowOf(row, checks)).join('\n')}
</tbody>
</table>
</html>
`;
}

function rowOf(
  { id, level, sentence, page, result, reason, checks }: RequirementResult,
  all: ReadonlyMap<string, CheckResult>,
): string {
  const own = checks.flatMap((name) => all.get(name) ?? []);
  return `<tr id="${id}"><td class="id"><b>${id}</b><br>${level}<br>${escapeHtml(page.replace(/\.md$/, ''))}</td>
<td class="${result.split(' ')[0]}">${result}</td>
<td><p>${wordsOf(sentence)}</p>${own.length === 0 ? `<p class="not">${escapeHtml(reason ?? '')}</p>` : `<ul>${own.map(itemOf).join('')}</ul>`}</td></tr>`;
}

const itemOf = ({ id, title, result, reason, exchanges = [] }: CheckResult): string =>
  `<li><span class="${result}">${result}</span> ${escapeHtml(title)} <small>(${escapeHtml(id)})</small>${
    reason === undefined ? '' : `<br>${escapeHtml(reason)}`
  }${exchanges.length === 0 ? '' : `<details><summary>What was sent and answered</summary>${exchanges.map(exchangeOf).join('')}</details>`}</li>`;

function exchangeOf({
  method,
  url,
  requestHeaders,
  requestBody,
  status,
  responseHeaders = {},
  responseBody = '',
  fault,
}: Exchange): string {
  const lines = (headers: Readonly<Record<string, string | readonly string[]>>) =>
    Object.entries(headers)
      .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
      .join('\n');
  const sent = [`${method} ${url}`, lines(requestHeaders), '', requestBody].join('\n').trimEnd();
  const came = fault ?? [String(status), lines(responseHeaders), '', responseBody].join('\n').trimEnd();
  return `<pre>${escapeHtml(sent)}</pre><pre>${escapeHtml(came)}</pre>`;
}

/** A sentence of the protocol's pages: code stays code, a link becomes its words. */
const wordsOf = (sentence: string): string =>
  escapeHtml(sentence.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1'))
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
