import { timingSafeEqual } from 'node:crypto';
import { dateInChina } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import type { IdType } from '@family-auth/library/protocol/common.ts';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { activationCodes } from '../database/schema/operators.ts';
import { newActivationCode, tidyActivationCode } from '../registry/activation-code.ts';
import type { Citizen, CitizenRegistry } from '../registry/citizen-registry.ts';
import type { KeyedHash } from '../storage/keyed-hash.ts';

/** Documents that somebody can have an account with. */
export const ID_TYPES: readonly IdType[] = [
  'resident_id_card',
  'residence_permit_hk_mo_tw',
  'foreign_permanent_resident_card',
];

export interface DocumentNumber {
  readonly idType: IdType;
  readonly number: string;
}

export interface TypedDocument extends DocumentNumber {
  readonly birthYear: number | null;
}

/** The document whose number was typed, or `undefined` for a number that is none. */
export function documentOf(typed: string): TypedDocument | undefined {
  for (const idType of ID_TYPES) {
    const reading = validateIdNumber(idType, typed, dateInChina(Date.now()));
    if (!reading.valid) continue;
    const birthYear = reading.birthdate === null ? null : Number(reading.birthdate.slice(0, 4));
    return { idType, number: reading.number, birthYear };
  }
  return undefined;
}

/** A code that was right, for the one use of it. */
export interface Proof {
  readonly numberHash: string;
  readonly codeHash: string;
  readonly citizen: Citizen;
  /** As it was issued: the phone that an account was registered with is not the holder's, or not any more. */
  readonly newPhone: boolean;
}

/**
 * Secrets by which people prove that they are who the register says. The register sent everybody their first one; a counter
 * issues another to whoever shows the document there, and the one before is good no longer. Each is used once.
 */
export interface ActivationCodes {
  /** What stands behind a number and a code, or `undefined`: no such person, another code, one that was used. */
  verify(document: DocumentNumber, code: string): Promise<Proof | undefined>;
  /** Uses it up. `false` when somebody was faster. */
  use(tx: Database, proof: Proof): Promise<boolean>;
  /**
   * A new code for a person whose document was seen. `undefined` for somebody who is in no register.
   *
   * @param newPhone whether a new password by it comes with a new phone, in place of the registered one. Default `false`.
   */
  issue(tx: Database, document: DocumentNumber, newPhone?: boolean): Promise<string | undefined>;
}

export function openActivationCodes(
  db: Database,
  hash: KeyedHash,
  registry: CitizenRegistry,
): ActivationCodes {
  const numberHashOf = ({ idType, number }: DocumentNumber) => hash('document', idType, 'CHN', number);
  const codeHashOf = (numberHash: string, code: string) =>
    hash('activation-code', numberHash, tidyActivationCode(code));

  return {
    async verify(document, code) {
      const numberHash = numberHashOf(document);
      // The same steps whether or not there is such a person, and whether or not they have an account.
      const [issued] = await db
        .select()
        .from(activationCodes)
        .where(eq(activationCodes.numberHash, numberHash));
      const citizen = await registry.find(document.idType, document.number);
      const first = citizen === undefined ? undefined : await registry.activationCode(citizen);
      const expected = issued?.codeHash ?? codeHashOf(numberHash, first ?? '');
      const codeHash = codeHashOf(numberHash, code);
      const same = timingSafeEqual(Buffer.from(codeHash), Buffer.from(expected));
      const unused = issued === undefined ? first !== undefined : issued.usedAt === null;
      if (!same || !unused || citizen === undefined) return undefined;
      return { numberHash, codeHash, citizen, newPhone: issued?.newPhone ?? false };
    },

    async use(tx, { numberHash, codeHash }) {
      const used = await tx
        .insert(activationCodes)
        .values({ numberHash, codeHash, usedAt: new Date() })
        .onConflictDoUpdate({
          target: activationCodes.numberHash,
          set: { usedAt: new Date() },
          setWhere: sql`${activationCodes.codeHash} = ${codeHash} and ${activationCodes.usedAt} is null`,
        })
        .returning({ numberHash: activationCodes.numberHash });
      return used.length === 1;
    },

    async issue(tx, document, newPhone = false) {
      if ((await registry.find(document.idType, document.number)) === undefined) return undefined;
      const numberHash = numberHashOf(document);
      const code = newActivationCode();
      const values = { codeHash: codeHashOf(numberHash, code), issuedAt: new Date(), usedAt: null, newPhone };
      await tx
        .insert(activationCodes)
        .values({ numberHash, ...values })
        .onConflictDoUpdate({ target: activationCodes.numberHash, set: values });
      return code;
    },
  };
}
