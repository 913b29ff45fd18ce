import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the sandbox's sources lie. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A place in the sandbox's sources, and what stands there in the broken one. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A sandbox that breaks one requirement of the protocol and no other. */
export interface Mutant {
  /** The requirement that is broken, e.g. `C27`. */
  readonly id: string;
  /** What the broken backend does, in a sentence. */
  readonly does: string;
  readonly edits: readonly Edit[];
}

/** The sources as they are when `mutant` has been at them, by their path from the repository's root. */
export function brokenSources(mutant: Mutant): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of mutant.edits) {
    const text = sources.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    const [before, after, ...more] = text.split(find);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error(
        `Mutant ${mutant.id} no longer fits ${file}: what it replaces must occur there once, and occurs ${text.split(find).length - 1} times:\n${find}`,
      );
    }
    sources.set(file, `${before}${replace}${after}`);
  }
  return sources;
}
