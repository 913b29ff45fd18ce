import { diceOf } from './dice.ts';
import type { Kind } from './forgery.ts';
import { handIn, type Outcome } from './hand-in.ts';
import { KINDS } from './kinds.ts';
import { RECORDINGS } from './video.ts';
import { openWorld, type World } from './world.ts';

/** One that was accepted, or refused by another check than was meant. */
export interface Stray {
  readonly kind: string;
  /** Which one of its kind; with the seed it can be made again. */
  readonly at: number;
  readonly what: string;
  readonly recording: string;
  readonly meant: readonly string[];
  readonly outcome: Outcome['outcome'];
  readonly refusedBy: string | null;
}

export interface Row {
  readonly kind: string;
  readonly says: string;
  /** Known not to be noticed, and counted apart. */
  readonly apart: boolean;
  /** Every one goes over HTTP, from the draft to the decision. */
  readonly via: 'http';
  readonly made: number;
  readonly accepted: number;
  /** Of those refused: left to a reviewer. */
  readonly toAPerson: number;
  /** The meant check refused, or asked for a person before another refused. */
  readonly byMeant: number;
  readonly byOther: number;
  /** How often each check refused. */
  readonly refusedBy: Readonly<Record<string, number>>;
}

export interface Report {
  readonly seed: string;
  readonly made: number;
  readonly seconds: number;
  /** The same sessions handed in unforged by their owner. */
  readonly honest: readonly { recording: string; outcome: Outcome['outcome']; refusedBy: string | null }[];
  readonly rows: readonly Row[];
  readonly strays: readonly Stray[];
  /**
   * Something was made that is not counted apart, nothing of it was accepted, each was refused by the check meant for it,
   * and the honest sessions were accepted.
   */
  readonly passed: boolean;
}

export interface ForgeriesWish {
  /** How many in all, spread evenly over the kinds. Default 1010: a thousand without those that are counted apart. */
  readonly count?: number;
  /** Default `1`. */
  readonly seed?: string;
  /** Default all of them. */
  readonly kinds?: readonly Kind[];
  /** Called after each kind. */
  readonly onRow?: (row: Row) => void;
}

/** Makes forged submissions out of honest recordings and hands each in over HTTP. */
export async function runForgeries({
  count = 1010,
  seed = '1',
  kinds = KINDS,
  onRow,
}: ForgeriesWish = {}): Promise<Report> {
  const startedMs = performance.now();
  const world = await openWorld();
  try {
    const honest = await handInHonest(world);
    const rows: Row[] = [];
    const strays: Stray[] = [];
    for (const [at, kind] of kinds.entries()) {
      const many = Math.floor(count / kinds.length) + (at < count % kinds.length ? 1 : 0);
      const row = await runKind(world, kind, many, seed, strays);
      rows.push(row);
      onRow?.(row);
    }
    return {
      seed,
      made: rows.reduce((sum, { made }) => sum + made, 0),
      seconds: Math.round((performance.now() - startedMs) / 1000),
      honest,
      rows,
      strays,
      passed: hasPassed({ honest, rows, strays }),
    };
  } finally {
    await world.close();
  }
}

/** See `Report`. */
export function hasPassed({ honest, rows, strays }: Pick<Report, 'honest' | 'rows' | 'strays'>): boolean {
  const counted = rows.filter(({ apart }) => !apart);
  const isCounted = ({ kind }: Stray) => counted.some((row) => row.kind === kind);
  return (
    counted.some(({ made }) => made > 0) &&
    !strays.some(isCounted) &&
    honest.every(({ outcome }) => outcome === 'accepted')
  );
}

async function handInHonest(world: World): Promise<Report['honest']> {
  const owner = await world.honest();
  const honest: Report['honest'][number][] = [];
  for (const recording of RECORDINGS) {
    const { result } = await handIn(world, owner, { what: 'honest', recording, meant: [] });
    honest.push({ recording, outcome: result.outcome, refusedBy: result.refusedBy });
  }
  return honest;
}

async function runKind(world: World, kind: Kind, many: number, seed: string, strays: Stray[]): Promise<Row> {
  const { name, says, apart = false } = kind;
  const tally = { accepted: 0, toAPerson: 0, byMeant: 0, byOther: 0 };
  const refusedBy: Record<string, number> = {};
  for (let at = 0; at < many; at++) {
    const forgery = kind.make(diceOf(`${seed} ${name} ${at}`), at);
    const { what, recording, meant } = forgery;
    const { result } = await handIn(world, await world.forger(), forgery);
    const { outcome } = result;
    const noticed = [result.refusedBy ?? '', ...result.failed];
    const asMeant = outcome !== 'accepted' && noticed.some((name) => meant.includes(name));
    if (outcome === 'accepted') tally.accepted++;
    else tally[asMeant ? 'byMeant' : 'byOther']++;
    if (outcome === 'accepted' || outcome === 'to_a_person') world.retireForger();
    if (outcome === 'to_a_person') tally.toAPerson++;
    if (result.refusedBy) refusedBy[result.refusedBy] = (refusedBy[result.refusedBy] ?? 0) + 1;
    if (!asMeant)
      strays.push({ kind: name, at, what, recording, meant, outcome, refusedBy: result.refusedBy });
  }
  return { kind: name, says, apart, via: 'http', made: many, ...tally, refusedBy };
}
