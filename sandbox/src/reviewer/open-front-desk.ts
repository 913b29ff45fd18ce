import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../src/base/clock.ts';
import { acceptForms } from '../pages/accept-forms.ts';
import type { Language } from '../pages/pick-language.ts';
import { type FrontDesk, frontDesk } from './front-desk.ts';
import { loginRoutes } from './login-routes.ts';
import { reviewerSessions } from './reviewer-sessions.ts';

export interface FrontDeskOptions {
  /** Where the pages live. */
  readonly path: string;
  /** Of those who work there. */
  readonly password: string;
  readonly clock: Clock;
  /** What stands on top of every page. */
  readonly titleOf: (language: Language) => string;
}

/** What all desks with a log-in of their own begin with: style, log-in and log-out under `path`. */
export async function openFrontDesk(
  app: FastifyInstance,
  { path, password, clock, titleOf }: FrontDeskOptions,
): Promise<FrontDesk> {
  const sessions = reviewerSessions(password, clock);
  const front = frontDesk(path, sessions, titleOf);
  const css = await readFile(new URL('./reviewer.css', import.meta.url), 'utf8');
  await acceptForms(app);
  app.get(`${path}/reviewer.css`, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );
  app.get(path, async (_, reply) => front.home(reply));
  loginRoutes(app, front, sessions);
  return front;
}
