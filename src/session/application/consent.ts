import { ageRequirements } from '../../identity/age-rules.ts';
import { maskNumber } from '../../identity/mask.ts';
import type { Method } from '../../protocol/common.ts';
import type { Notice } from '../../protocol/discovery.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { Entries, Person } from '../entries.ts';
import { bare, discoveryOf, relationshipLabel, type Walk } from '../flow.ts';
import { chooseMethod, openMethods } from '../methods.ts';
import { showProblem } from '../problem/show-problem.ts';
import { refusedEntries } from './details.ts';
import { createDraft } from './draft.ts';
import { consentTo, loadTexts, type NoticeText } from './notices.ts';

/** Details to compare and consents to give. Ends with `agreed` when the backend holds a draft. */
export async function runConsent(walk: Walk, entries: Entries): Promise<'agreed' | 'back'> {
  const person = entries.person!;
  for (;;) {
    try {
      const methods = openMethods(walk, person);
      if (methods.length === 0 || !guardianFits(walk, entries, person)) throw impossible(methods.length);
      if (!entries.method || !methods.includes(entries.method)) entries.method = methods[0]!;
      const outcome = await askFor(walk, entries, person, entries.method, methods);
      if (outcome === 'agreed' || outcome === 'back') return outcome;
      entries.method = outcome;
    } catch (error) {
      const refused = refusedEntries(error);
      if (refused) {
        entries.refused = refused;
        return 'back';
      }
      const way = await showProblem(walk, error, ['retry', 'other_method', 'back']);
      if (way === 'back') return 'back';
      if (way === 'other_method') await otherMethod(walk, entries, person);
    }
  }
}

async function otherMethod(walk: Walk, entries: Entries, person: Person): Promise<void> {
  const methods = openMethods(walk, person);
  const current = entries.method ?? methods[0];
  if (current) entries.method = (await chooseMethod(walk, current, methods)) ?? current;
}

/** Below the backend's age line only a relative who may be a guardian can go on. */
function guardianFits(walk: Walk, { draft }: Entries, person: Person): boolean {
  const { age_rules, relationships } = discoveryOf(walk);
  if (ageRequirements(age_rules, person.age).guardianUnder === null) return true;
  return relationships.find(({ code }) => code === draft.relationship)?.guardian_capable ?? false;
}

const impossible = (methods: number) =>
  new BackendError({
    type: 'about:blank',
    status: 422,
    code: methods === 0 ? 'method_not_allowed_for_age' : 'guardian_required',
  });

async function askFor(
  walk: Walk,
  entries: Entries,
  person: Person,
  method: Method,
  methods: readonly Method[],
): Promise<'agreed' | 'back' | Method> {
  const show = (texts: readonly NoticeText[], busy: boolean) =>
    publish(walk, entries, person, { method, methods, texts, busy });
  const { phase } = walk;
  if (phase.kind === 'details') walk.publish({ ...bare(phase), busy: true });
  const texts = await loadTexts(walk, entries.texts, person, method, methods);
  const given = () => texts.map(({ notice }) => entries.consents.get(notice.id));
  const ear = walk.inbox.listen(['set_consent', 'agree', 'choose_method', 'back']);
  try {
    for (;;) {
      show(texts, false);
      const request = await ear.next(walk.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'set_consent': {
          const notice = texts.find(({ notice: { id } }) => id === request.noticeId)?.notice;
          if (!notice) break;
          if (request.accepted) entries.consents.set(notice.id, consentTo(notice, walk.clock.epochMs()));
          else entries.consents.delete(notice.id);
          break;
        }
        case 'choose_method': {
          const chosen = request.method ?? (await chooseMethod(walk, method, methods));
          if (chosen && chosen !== method && methods.includes(chosen)) return chosen;
          break;
        }
        case 'agree': {
          const consents = given().filter((consent) => consent !== undefined);
          if (consents.length < texts.length) break;
          show(texts, true);
          await createDraft(walk, entries, person, method, consents);
          return 'agreed';
        }
      }
    }
  } finally {
    ear.close();
  }
}

function publish(
  walk: Walk,
  { draft, consents }: Entries,
  { subject, maskedName, nameRewritten, age }: Person,
  shown: { method: Method; methods: readonly Method[]; texts: readonly NoticeText[]; busy: boolean },
): void {
  const { age_rules, controller, id_types } = discoveryOf(walk);
  const accepted = (notice: Notice) => consents.get(notice.id)?.sha256 === notice.sha256;
  walk.publish({
    kind: 'consent',
    method: shown.method,
    otherMethods: shown.methods.filter((method) => method !== shown.method),
    subjectName: maskedName,
    summary: {
      name: subject.name,
      idType: id_types.find(({ type }) => type === subject.id.type)!.label,
      number: maskNumber(subject.id.number),
      relationship: relationshipLabel(walk, draft.relationship),
      nameRewritten,
    },
    consents: shown.texts.map(({ notice, text }) => ({
      noticeId: notice.id,
      title: notice.title,
      text,
      version: notice.version,
      givenBy: notice.given_by,
      accepted: accepted(notice),
    })),
    guardianUnder: ageRequirements(age_rules, age).guardianUnder,
    controllerName: controller.name,
    complete: shown.texts.length > 0 && shown.texts.every(({ notice }) => accepted(notice)),
    busy: shown.busy,
  });
}
