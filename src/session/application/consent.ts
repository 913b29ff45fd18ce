import { ageRequirements } from '../../identity/age-rules.ts';
import { groupNumber } from '../../identity/id-number.ts';
import type { Method } from '../../protocol/common.ts';
import { knownIdTypes, type Notice } from '../../protocol/discovery.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { Entries, Person } from '../entries.ts';
import { discoveryOf, type Flow, relationshipLabel } from '../flow.ts';
import { chooseMethod, isFaceSetAside, noMethodError, openMethods } from '../methods.ts';
import { showProblem } from '../problem/show-problem.ts';
import { bare } from '../publish-phase.ts';
import { refusedEntries } from './details.ts';
import { createDraft } from './draft.ts';
import { consentTo, loadTexts, type NoticeText } from './notices.ts';

/** Details to compare and consents to give. Ends with `agreed` when the backend holds a draft. */
export async function runConsent(flow: Flow, entries: Entries): Promise<'agreed' | 'back'> {
  const person = entries.person!;
  for (;;) {
    try {
      const methods = openMethods(flow, person);
      if (methods.length === 0) throw noMethodError(flow, person);
      if (!guardianFits(flow, entries, person)) throw guardianRequired();
      if (!entries.method || !methods.includes(entries.method)) entries.method = methods[0]!;
      const outcome = await askFor(flow, entries, person, entries.method, methods);
      if (outcome === 'agreed' || outcome === 'back') return outcome;
      entries.method = outcome;
    } catch (error) {
      const refused = refusedEntries(error);
      if (refused) {
        entries.refused = refused;
        return 'back';
      }
      const others = openMethods(flow, person).length > 0 ? (['other_method'] as const) : [];
      const action = await showProblem(flow, error, ['retry', ...others, 'back']);
      if (action === 'back') return 'back';
      if (action === 'other_method') await otherMethod(flow, entries, person);
    }
  }
}

async function otherMethod(flow: Flow, entries: Entries, person: Person): Promise<void> {
  const methods = openMethods(flow, person);
  const current = entries.method ?? methods[0];
  if (current) entries.method = (await chooseMethod(flow, current, methods)) ?? current;
}

/** Below the backend's age line the relationship must be one that may be a guardian's. */
function guardianFits(flow: Flow, { details }: Entries, person: Person): boolean {
  const { age_rules, relationships } = discoveryOf(flow);
  if (ageRequirements(age_rules, person.age).guardianUnder === null) return true;
  return relationships.find(({ code }) => code === details.relationship)?.guardian_capable ?? false;
}

const guardianRequired = () =>
  new BackendError({ type: 'about:blank', status: 422, code: 'guardian_required' });

async function askFor(
  flow: Flow,
  entries: Entries,
  person: Person,
  method: Method,
  methods: readonly Method[],
): Promise<'agreed' | 'back' | Method> {
  const show = (texts: readonly NoticeText[], busy: boolean) =>
    publish(flow, entries, person, { method, methods, texts, busy });
  const phase = flow.phases.current;
  if (phase.kind === 'details') flow.publish({ ...bare(phase), busy: true });
  const texts = await loadTexts(flow, entries.texts, person, method, methods);
  const given = () => texts.map(({ notice }) => entries.consents.get(notice.id));
  const requests = flow.requests.subscribe(['set_consent', 'agree', 'choose_method', 'back']);
  try {
    for (;;) {
      show(texts, false);
      const request = await requests.next(flow.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'set_consent': {
          const notice = texts.find(({ notice: { id } }) => id === request.noticeId)?.notice;
          if (!notice) break;
          if (request.accepted) entries.consents.set(notice.id, consentTo(notice, flow.clock.epochMs()));
          else entries.consents.delete(notice.id);
          break;
        }
        case 'choose_method': {
          const chosen = request.method ?? (await chooseMethod(flow, method, methods));
          if (chosen && chosen !== method && methods.includes(chosen)) return chosen;
          break;
        }
        case 'agree': {
          const consents = given().filter((consent) => consent !== undefined);
          if (consents.length < texts.length) break;
          show(texts, true);
          await createDraft(flow, entries, person, method, consents);
          return 'agreed';
        }
      }
    }
  } finally {
    requests.close();
  }
}

function publish(
  flow: Flow,
  { details, consents }: Entries,
  person: Person,
  shown: { method: Method; methods: readonly Method[]; texts: readonly NoticeText[]; busy: boolean },
): void {
  const discovery = discoveryOf(flow);
  const { age_rules, controller } = discovery;
  const { subject, nameRewritten, age } = person;
  const accepted = (notice: Notice) => consents.get(notice.id)?.sha256 === notice.sha256;
  flow.publish({
    kind: 'consent',
    method: shown.method,
    otherMethods: shown.methods.filter((method) => method !== shown.method),
    faceSetAside: isFaceSetAside(flow, person),
    subjectName: subject.name,
    summary: {
      name: subject.name,
      idType: knownIdTypes(discovery).find(({ type }) => type === subject.id.type)!.label,
      number: groupNumber(subject.id.number) ?? subject.id.number,
      relationship: relationshipLabel(flow, details.relationship),
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
