import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a command's report as JSON, its folder included; nothing where no `file` was asked for. @returns the text. */
export function writeReport(file, report) {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (!file) return text;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return text;
}
