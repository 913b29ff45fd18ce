const COLUMNS = [
  ['clip', ({ clip }) => clip],
  ['kind', ({ kind }) => kind],
  ['answers', ({ answersPrompts }) => (answersPrompts ? 'yes' : 'no')],
  ['ends', ({ status }) => status],
  ['refused by', ({ refusedBy }) => refusedBy ?? '–'],
  ['fps', ({ processedFps }) => (processedFps === null ? '–' : processedFps.toFixed(1))],
  ['s', ({ ms }) => (ms / 1000).toFixed(0)],
];

/** Rows as a Markdown table, columns of even width. */
export function attackTable(rows) {
  const cells = rows.map((row) => COLUMNS.map(([, of]) => of(row)));
  const widths = COLUMNS.map(([title], at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [
    line(COLUMNS.map(([title]) => title)),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}
