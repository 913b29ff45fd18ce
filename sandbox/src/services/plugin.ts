import { readFile } from 'node:fs/promises';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { PAGE_HEADERS } from '../http/page-answers.ts';
import { languageOf } from '../pages/language.ts';
import { counterPage, gonePage, servicePage } from './pages.ts';
import type { RedeemCode, RedeemLink } from './redeem.ts';

export interface ServicesOptions {
  readonly redeem: RedeemLink;
  /** For the labels of relationships. */
  readonly relationships: readonly RelationshipRule[];
  /** Where the pages live. Default `/services`. */
  readonly path?: string;
}

/** Tokens are base64url, 16 to 128 characters. */
const LinkParams = z.object({ token: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,128}$/)) });

/**
 * The pages that delegated links open: `GET {path}/{token}`, in the language of `?lang=` or else the browser's. Script-free, nothing stored, and the token is used up by
 * being looked at; what comes after shows the same page whether it was used, is too old, or was made up.
 *
 * Register it with `app.register(servicesPlugin, options)`.
 */
export async function servicesPlugin(app: FastifyInstance, options: ServicesOptions): Promise<void> {
  const { redeem, relationships, path = '/services' } = options;
  const css = await readFile(new URL('./services.css', import.meta.url), 'utf8');
  const cssPath = `${path}/services.css`;

  app.get(cssPath, async (_, reply) =>
    reply.header('Content-Type', 'text/css; charset=utf-8').header('Cache-Control', 'no-cache').send(css),
  );

  app.get(`${path}/:token`, { exposeHeadRoute: false }, async (request, reply) => {
    const language = languageOf(request);
    const params = LinkParams.safeParse(request.params);
    const delegated = params.success ? await redeem(params.data.token) : undefined;
    reply.headers(PAGE_HEADERS);
    if (!delegated) return reply.code(410).send(gonePage(language, cssPath));
    const label = relationships.find(({ code }) => code === delegated.relationship)?.label;
    const relationship = label?.[language] ?? label?.['zh-CN'] ?? delegated.relationship;
    return reply.send(servicePage(delegated, relationship, language, cssPath));
  });
}

/** Twenty digits, as `POST /family/cards/{ref}/codes` draws them. */
const CodeParams = z.object({ code: z.string().check(z.regex(/^\d{20}$/)) });

/**
 * A pretended counter: `GET /counter/{code}` is what a card's QR code holds. Script-free, nothing stored, and the code is
 * used up by being looked at. Needs the style sheet of the services' pages.
 */
export async function counterPlugin(
  app: FastifyInstance,
  { redeem }: { readonly redeem: RedeemCode },
): Promise<void> {
  app.get('/counter/:code', { exposeHeadRoute: false }, async (request, reply) => {
    const language = languageOf(request);
    const params = CodeParams.safeParse(request.params);
    const code = params.success ? await redeem(params.data.code) : ({ state: 'unknown' } as const);
    return reply
      .headers(PAGE_HEADERS)
      .code(code.state === 'valid' ? 200 : 410)
      .send(counterPage(code, language, '/services/services.css'));
  });
}
