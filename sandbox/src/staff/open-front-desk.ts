import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { acceptForms } from '../pages/accept-forms.ts';
import { type FrontDesk, type FrontDeskOptions, frontDesk } from './front-desk.ts';
import { loginRoutes } from './login-routes.ts';
import { passwordRoutes } from './password-routes.ts';

/** What all pages with a log-in of the staff begin with: style, log-in, log-out and a new password under `path`. */
export async function openFrontDesk(app: FastifyInstance, options: FrontDeskOptions): Promise<FrontDesk> {
  const { path, sessions } = options;
  const front = frontDesk(options);
  const css = await readFile(new URL('./staff.css', import.meta.url), 'utf8');
  await acceptForms(app);
  app.get(`${path}/staff.css`, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );
  app.get(path, async (_, reply) => front.home(reply));
  loginRoutes(app, front, sessions);
  passwordRoutes(app, front, sessions);
  return front;
}
