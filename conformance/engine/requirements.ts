import { readFileSync } from 'node:fs';

/** Who must do what a sentence of the protocol says. */
export const PARTIES = ['backend', 'provider', 'client', 'portal', 'operator'] as const;
export type Party = (typeof PARTIES)[number];

/** A sentence of the protocol with an id. */
export interface Requirement {
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly sentence: string;
  /** Its page in docs/protocol, e.g. `discovery.md`. */
  readonly page: string;
  readonly obliges: readonly Party[];
  /** Why nobody who looks from outside can tell whether it is kept. */
  readonly notFromOutside?: string;
}

const read = (): readonly Requirement[] =>
  JSON.parse(readFileSync(new URL('../requirements.json', import.meta.url), 'utf8'));

/** All of them, as `npm run protocol` reads them from docs/protocol. */
export const requirements: readonly Requirement[] = read();

/** What the kit answers for: it obliges a backend or its provider. */
export const isBackendSide = ({ obliges }: Requirement): boolean =>
  obliges.some((party) => party === 'backend' || party === 'provider');
