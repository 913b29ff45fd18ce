const COLUMNS = [
  ['clip', ({ clip }) => clip],
  ['kind', ({ kind }) => kind],
  ['answers', ({ answersPrompts }) => (answersPrompts ? 'yes' : 'no')],
  ['ends', ({ status }) => status],
  ['refused by', ({ refusedBy }) => refusedBy ?? '–'],
  ['fps', ({ processedFps }) => (processedFps === null ? '–' : processedFps.toFixed(1))],
  ['tries', ({ tries }) => String(tries)],
  ['s', ({ ms }) => (ms / 1000).toFixed(0)],
];

const HELP_COLUMNS = [
  ['hints', ({ hints }) => hints.join(' ') || '–'],
  ['other ways', ({ otherWays }) => otherWays?.filter((way) => way !== 'face_liveness').join(' ') || '–'],
];

/**
 * Rows as a Markdown table, columns of even width.
 *
 * @param {{help?: boolean}} [options] `help`: with the hints and other ways that were offered
 */
export function attackTable(rows, { help = false } = {}) {
  const columns = help ? [...COLUMNS, ...HELP_COLUMNS] : COLUMNS;
  const cells = rows.map((row) => columns.map(([, of]) => of(row)));
  const widths = columns.map(([title], at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [
    line(columns.map(([title]) => title)),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}
