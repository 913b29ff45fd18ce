import { type Application, type ApplicationStatus, knownStatus } from '../../protocol/application.ts';
import type { Card } from '../../protocol/card.ts';
import type { OperatorProfile } from '../../protocol/me.ts';
import { type Flow, relationshipLabel } from '../flow.ts';
import { call } from '../login/call.ts';
import type { Relative } from '../phase-fields.ts';

export type FamilyChoice =
  | { readonly kind: 'add'; readonly me: OperatorProfile }
  | { readonly kind: 'open_card'; readonly card: Card }
  | { readonly kind: 'open_application'; readonly application: Application; readonly me: OperatorProfile }
  | { readonly kind: 'logout' };

/** The operator's relatives, fetched anew each time. */
export async function runFamily(flow: Flow): Promise<FamilyChoice> {
  const { signal } = flow;
  flow.phases.setApplication(null);
  const [me, cards] = await call(flow, (client) =>
    Promise.all([client.me({ signal }), client.cards({ signal })]),
  );
  flow.publish({
    kind: 'family',
    operatorName: me.name,
    relatives: [
      ...cards.map((card) => relativeOfCard(flow, card)),
      ...me.applications.flatMap((application) => relativeOfApplication(flow, application)),
    ],
    relativesLeft: me.relatives_left,
  });
  const requests = flow.requests.subscribe(['add_relative', 'open_relative', 'logout']);
  try {
    for (;;) {
      const request = await requests.next(signal);
      if (request.kind === 'logout') return { kind: 'logout' };
      if (request.kind === 'add_relative') return { kind: 'add', me };
      const card = cards.find(({ ref }) => ref === request.key);
      if (card) return { kind: 'open_card', card };
      const application = me.applications.find(({ id }) => id === request.key);
      if (application) return { kind: 'open_application', application, me };
    }
  } finally {
    requests.close();
  }
}

const relativeOfCard = (flow: Flow, { ref, name, relationship, status, revocation }: Card): Relative => ({
  key: ref,
  name,
  relationship: relationshipLabel(flow, relationship),
  state:
    revocation === 'subject_repudiated' ? 'ended_by_subject' : status === 'revoked' ? 'unlinked' : 'bound',
});

const STATES: Partial<Record<ApplicationStatus, Relative['state']>> = {
  draft: 'draft',
  submitted: 'under_review',
  processing: 'under_review',
  manual_review: 'under_review',
  awaiting_subject: 'awaiting_subject',
  rejected: 'rejected',
  expired: 'expired',
};

/** Approved ones stand there as cards; withdrawn ones are over. */
function relativeOfApplication(flow: Flow, application: Application): readonly Relative[] {
  const waitsAtCounter = application.status === 'awaiting_subject' && application.method === 'in_person';
  const state = waitsAtCounter ? 'appointment' : STATES[knownStatus(application.status)];
  if (!state) return [];
  const { id, subject_name, relationship } = application;
  return [{ key: id, name: subject_name, relationship: relationshipLabel(flow, relationship), state }];
}
