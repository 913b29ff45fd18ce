import type { Consent } from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { isSubjectsOwn } from '@family-auth/library/protocol/subject-request.ts';
import { ProblemError } from '../errors/errors.ts';
import { noticeTexts } from '../rules/notices.ts';

/**
 * Every text in force that the method needs was agreed to, by the one it is addressed to; nothing else was.
 *
 * @param guardianNeeded whether the relative is under the age line: then the guardian's own text is needed, and a
 *   guardian may agree in the child's place.
 * @throws ProblemError `guardian_required` or `consent_missing`.
 */
export function checkConsents(consents: readonly Consent[], method: Method, guardianNeeded: boolean): void {
  consents.forEach((consent, index) => {
    if (!inForce(consent)) throw missing(`/consents/${index}`, 'notice_unknown');
  });
  const needed = new Map(
    noticeTexts
      .filter((notice) => notice.required_for.includes(method))
      .filter((notice) => notice.given_by !== 'guardian' || guardianNeeded)
      .filter((notice) => !isSubjectsOwn(notice, method))
      .map((notice) => [notice.id, notice.given_by]),
  );
  for (const [id, giver] of needed) {
    const given = consents.some(
      ({ notice, by }) =>
        notice === id && (by === giver || (guardianNeeded && giver === 'subject' && by === 'guardian')),
    );
    if (given) continue;
    if (giver === 'guardian') throw new ProblemError('guardian_required');
    throw missing('/consents', `${id}_missing`);
  }
}

/**
 * What a relative agrees to alone, on logging in.
 *
 * @throws ProblemError `consent_missing`.
 */
export function checkSubjectConsents(consents: readonly Consent[], method: Method): void {
  consents.forEach((consent, index) => {
    if (!inForce(consent)) throw missing(`/consents/${index}`, 'notice_unknown');
  });
  for (const { id } of noticeTexts.filter((notice) => isSubjectsOwn(notice, method))) {
    if (!consents.some(({ notice, by }) => notice === id && by === 'subject')) {
      throw missing('/consents', `${id}_missing`);
    }
  }
}

/**
 * The consents as they are kept. When they were given is what this backend's clock says now: whoever sends them could
 * name any time.
 */
export const recordConsents = (consents: readonly Consent[]): Consent[] => {
  const at = new Date().toISOString();
  return consents.map((consent) => ({ ...consent, at }));
};

const inForce = ({ notice, version, sha256, locale }: Consent): boolean =>
  noticeTexts.some(
    (text) =>
      text.id === notice && text.version === version && text.sha256 === sha256 && text.locale === locale,
  );

const missing = (pointer: string, code: string) =>
  new ProblemError('consent_missing', { errors: [{ pointer, code }] });
