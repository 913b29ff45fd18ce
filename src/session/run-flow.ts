import { LoginError } from '../base/errors.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Application } from '../protocol/application.ts';
import type { Me } from '../protocol/me.ts';
import { runApplication } from './application/application.ts';
import { type Entries, newEntries } from './entries.ts';
import { runCard } from './family/card.ts';
import { type FamilyChoice, runFamily } from './family/family.ts';
import { discoveryOf, type Walk } from './flow.ts';
import { logIn } from './login/log-in.ts';
import { OtherPerson, WentBack } from './problem/problem.ts';
import { showProblem } from './problem/show-problem.ts';
import { runResult } from './result/result.ts';

/** Entries not sent yet, for when the person comes back to them. */
interface Unfinished {
  entries: Entries | null;
}

/** The whole walk, from the backend's first answer on; ends when the session is closed. */
export async function runWalk(walk: Walk): Promise<void> {
  const unfinished: Unfinished = { entries: null };
  while (!walk.signal.aborted) {
    try {
      if (!walk.connection) await start(walk);
      if (!walk.account) await enter(walk);
      const choice = await runFamily(walk);
      if (choice.kind === 'logout') {
        await logOut(walk);
        unfinished.entries = null;
      } else await carryOut(walk, choice, unfinished);
    } catch (error) {
      if (walk.signal.aborted) return;
      if (error instanceof OtherPerson) unfinished.entries = null;
      else if (error instanceof WentBack) walk.account = null;
      else await showProblem(walk, error, ['retry']);
    }
  }
}

/** What the backend says of itself, and the log-in that the last visit left. */
async function start(walk: Walk): Promise<void> {
  walk.publish({ kind: 'starting' });
  const connection = await walk.parts.connect(walk.signal);
  const session = await connection.login.restore({ signal: walk.signal }).catch((error: unknown) => {
    if (error instanceof LoginError) return null; // what is left of the last visit is of no use: log in anew
    throw error;
  });
  walk.connection = connection;
  if (session) admit(walk, session);
}

async function enter(walk: Walk): Promise<void> {
  const { controller, registration_supported } = discoveryOf(walk);
  const canRegister = registration_supported ?? false;
  walk.applicationId = null;
  const session = await logIn(walk, {
    phase: { kind: 'welcome', controllerName: controller.name, canRegister },
    asking: ['login', 'redirect_login', ...(canRegister ? (['register'] as const) : [])],
    mayLeave: false,
    stepUp: false,
  });
  if (session) admit(walk, session);
  else throw new WentBack();
}

function admit(walk: Walk, session: LoginSession): void {
  walk.account = { session, client: walk.connection!.clientFor(session) };
}

/** The log-in is forgotten here even where the provider cannot be told. */
async function logOut(walk: Walk): Promise<void> {
  const { session } = walk.account!;
  walk.publish({ kind: 'starting' });
  walk.account = null;
  await session.logout();
}

async function carryOut(
  walk: Walk,
  choice: Exclude<FamilyChoice, { kind: 'logout' }>,
  unfinished: Unfinished,
): Promise<void> {
  switch (choice.kind) {
    case 'open_card':
      return runCard(walk, choice.card, null);
    case 'add':
      return add(walk, unfinished, unfinished.entries ?? newEntries(), choice.me);
    case 'open_application':
      return reopen(walk, unfinished, choice.application, choice.me);
  }
}

async function add(walk: Walk, unfinished: Unfinished, entries: Entries, me: Me): Promise<void> {
  unfinished.entries = entries;
  const outcome = await runApplication(walk, entries, me);
  if (outcome.kind !== 'left') unfinished.entries = null;
  if (outcome.kind === 'card') await runCard(walk, outcome.card, outcome.ask);
}

/** A draft whose entries are gone (the page was reloaded) is entered anew and then superseded. */
async function reopen(walk: Walk, unfinished: Unfinished, application: Application, me: Me): Promise<void> {
  const { id, relationship, status } = application;
  if (status === 'draft') {
    const kept = unfinished.entries?.application?.id === id ? unfinished.entries : null;
    return add(walk, unfinished, kept ?? newEntries(relationship, id), me);
  }
  const outcome = await runResult(walk, { application, methods: [] });
  if (outcome.kind === 'card') return runCard(walk, outcome.card, outcome.ask);
  if (outcome.kind === 'retry') return add(walk, unfinished, newEntries(relationship), me);
}
