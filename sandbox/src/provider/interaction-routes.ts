import { readFile } from 'node:fs/promises';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { textSizeOf } from '../http/page-answers.ts';
import { type Language, localeOf } from '../pages/language.ts';
import { styleFor } from '../pages/person-page.ts';
import { type Submitted, submitForm, VIEWS, type View, viewOf } from './account-forms.ts';
import { accountPage, SCRIPT_PATH, shownOf } from './account-page.ts';
import type { Entered } from './account-rules.ts';
import type { Accounts } from './accounts.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
interface Visit {
  readonly interaction: Interaction;
  readonly locale: Language;
  readonly path: string;
  readonly clientName: string;
}

/** The provider's own pages, under `/oidc/interaction/`. */
export async function interactionRoutes(
  app: FastifyInstance,
  { accounts, provider }: { accounts: Accounts; provider: Provider },
): Promise<void> {
  await app.register(formbody, { bodyLimit: 8192 });
  const show = (visit: Visit, view: View, submitted?: Submitted) =>
    accountPage({ ...visit, view, accountsVerified: accounts.verified, ...shownOf(submitted) });

  app.get('/oidc/interaction.css', (request, reply) =>
    reply
      .headers({ 'cache-control': 'no-store', vary: 'Cookie' })
      .type('text/css; charset=utf-8')
      .send(styleFor(textSizeOf(request))),
  );
  const script = await readFile(new URL('./account-form.js', import.meta.url));
  app.get(SCRIPT_PATH, (_, reply) => reply.type('text/javascript; charset=utf-8').send(script));

  app.get('/oidc/interaction/:uid', async (request, reply) => {
    const visit = await visitOf(provider, request, reply);
    const { view } = request.query as { view?: string };
    const asked = view ?? (visit.interaction.prompt.name === 'create' ? 'register' : 'login');
    return page(reply, visit, show(visit, viewOf(asked)));
  });

  for (const view of VIEWS) {
    app.post(`/oidc/interaction/:uid/${view}`, async (request, reply) => {
      const visit = await visitOf(provider, request, reply);
      const submitted = await submitForm(accounts, view, request.body, visit.interaction.uid);
      if (submitted === undefined) return page(reply.code(400), visit, show(visit, view));
      const { result } = submitted;
      if ('errors' in result) {
        const status = result.errors.length > 0 ? 422 : 200;
        return page(reply.code(status), visit, show(visit, view, submitted));
      }
      return finish(provider, request, reply, visit.interaction, result);
    });
  }

  app.post('/oidc/interaction/:uid/cancel', async (request, reply) => {
    const result = { error: 'access_denied', error_description: 'The person cancelled.' };
    return reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);
  });
}

async function visitOf(provider: Provider, request: FastifyRequest, reply: FastifyReply): Promise<Visit> {
  const interaction = await provider.interactionDetails(request.raw, reply.raw);
  const { uid } = request.params as { uid: string };
  if (interaction.uid !== uid) throw new Error('The log-in belongs to another window.');
  const { ui_locales, client_id } = interaction.params as { ui_locales?: string; client_id: string };
  const client = await provider.Client.find(client_id);
  const locale = localeOf(
    (request.query as { lang?: string }).lang,
    ui_locales,
    request.headers['accept-language'],
  );
  const names = (client?.clientName ?? client_id).split(' / ');
  return {
    interaction,
    locale,
    path: `/oidc/interaction/${uid}`,
    clientName: (locale === 'en' ? names[1] : names[0]) ?? client_id,
  };
}

/**
 * Hands the person back to the client. A session of somebody else in this browser ends first: the provider would
 * otherwise ask whether to log that person out, on a page that needs a script. One that a new password has just ended
 * is no longer looked for.
 */
async function finish(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  { sub: accountId, authTimeS: ts }: Entered,
) {
  const { session } = interaction;
  if (session?.accountId !== undefined) {
    const living = await provider.Session.findByUid(session.uid);
    if (living === undefined || session.accountId !== accountId) {
      await living?.destroy();
      delete (interaction as { session?: unknown }).session;
      await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    }
  }
  // Dated by the log-in, and not when the person comes back from here: it must not outlive a new password in between.
  const result = { login: { accountId, ts, remember: false, amr: ['pwd'] }, create: {} };
  return reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);
}

/**
 * Chromium holds a form's later redirects against `form-action`, so the client's address must stand there, too.
 */
function page(reply: FastifyReply, { interaction }: Visit, body: string): FastifyReply {
  const redirectUri = new URL(String(interaction.params.redirect_uri));
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    `form-action 'self' ${redirectUri.origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return reply
    .headers({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(body);
}
