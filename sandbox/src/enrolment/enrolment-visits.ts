import { randomBytes } from 'node:crypto';
import type { EnrolledCitizen, Enrolments } from '../registry/enrolments.ts';

/** Who is enrolled by which browser, kept in this process only. A browser has one at most. */
export interface EnrolmentVisits {
  /** Expected back in every form of the page; drawn once a start. */
  readonly formToken: string;
  /** Whom this browser has enrolled, if still known. */
  find(cookie: string | undefined): Promise<EnrolledCitizen | undefined>;
  /** Binds somebody just enrolled to a fresh cookie and forgets whom this browser had before. */
  keep(citizen: EnrolledCitizen, before: string | undefined): string;
  /** Forgets whom this browser has enrolled. */
  drop(cookie: string | undefined): void;
}

export function enrolmentVisits(enrolments: Pick<Enrolments, 'find' | 'forget'>): EnrolmentVisits {
  const visits = new Map<string, EnrolledCitizen>();
  const drop = (cookie: string | undefined) => {
    const citizen = visits.get(cookie ?? '');
    if (!citizen) return;
    enrolments.forget(citizen.id);
    visits.delete(cookie ?? '');
  };
  return {
    formToken: secret(),
    async find(cookie) {
      const citizen = visits.get(cookie ?? '');
      return citizen && (await enrolments.find(citizen.idType, citizen.number)) ? citizen : undefined;
    },
    keep(citizen, before) {
      drop(before);
      const cookie = secret();
      visits.set(cookie, citizen);
      return cookie;
    },
    drop,
  };
}

const secret = () => randomBytes(32).toString('base64url');
