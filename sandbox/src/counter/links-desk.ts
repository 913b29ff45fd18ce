import { tidyNumber } from '@family-auth/library/identity/id-number.ts';
import { maskName } from '@family-auth/library/identity/mask.ts';
import { ID_TYPES } from '@family-auth/library/protocol/common.ts';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { endLink } from '../applications/cards.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { cards } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';

/** A link that a person at the counter may undo. Names are masked. */
export interface CounterLink {
  readonly ref: string;
  readonly operatorName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  readonly boundAt: Date;
}

/** What the counter's page needs, at which people undo links to their own or a child's card. */
export interface LinksDesk {
  /** The links that live to the card of this document; none for a number that nobody has. Every look is in the audit. */
  find(idNumber: string, clerk: string): Promise<readonly CounterLink[]>;
  /** Ends one of them; `false` where it is none of this document's, or has ended. */
  end(idNumber: string, ref: string, clerk: string): Promise<boolean>;
}

export function openLinksDesk(backend: Backend): LinksDesk {
  const { db, hash, audit } = backend;
  const hashesOf = (idNumber: string) => {
    const number = tidyNumber(idNumber).replaceAll('-', '');
    return ID_TYPES.map((type) => hash('document', type, 'CHN', number));
  };
  const ofDocument = (idNumber: string) =>
    and(inArray(cards.subjectHash, hashesOf(idNumber)), inArray(cards.status, ['active', 'suspended']));
  const linksOf = (tx: Database, idNumber: string) =>
    tx
      .select({ card: cards, operatorName: operators.name })
      .from(cards)
      .leftJoin(operators, eq(operators.sub, cards.operatorSub))
      .where(ofDocument(idNumber))
      .orderBy(desc(cards.boundAt));

  return {
    find: (idNumber, clerk) =>
      db.transaction(async (tx) => {
        const found = await linksOf(tx, idNumber);
        const [object] = hashesOf(idNumber);
        await audit.append(tx, {
          actor: `clerk:${clerk}`,
          action: 'links.opened',
          object: `citizen:${object}`,
          details: { links: found.length },
        });
        return found.map(({ card: { ref, relationship, boundAt }, operatorName }) => ({
          ref,
          operatorName: maskName(operatorName ?? ''),
          relationship,
          boundAt,
        }));
      }),

    end: (idNumber, ref, clerk) =>
      db.transaction(async (tx) => {
        const found = await linksOf(tx, idNumber);
        if (!found.some(({ card }) => card.ref === ref)) return false;
        return endLink(backend, tx, ref, { revocation: 'subject_repudiated', actor: `clerk:${clerk}` });
      }),
  };
}
