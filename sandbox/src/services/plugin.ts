import { readFile } from 'node:fs/promises';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { languageOf } from '../pages/pick-language.ts';
import { gonePage, servicePage } from './pages/service-page.ts';
import type { RedeemLink } from './redeem-link.ts';

export interface ServicesOptions {
  readonly redeem: RedeemLink;
  /** For the labels of relationships. */
  readonly relationships: readonly RelationshipRule[];
  /** Where the pages live. Default `/services`. */
  readonly path?: string;
}

/** Tokens are base64url, 16 to 128 characters. */
const Params = z.object({ token: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,128}$/)) });

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
    const params = Params.safeParse(request.params);
    const delegated = params.success ? await redeem(params.data.token) : undefined;
    reply.headers(PAGE_HEADERS);
    if (!delegated) return reply.code(410).send(gonePage(language, cssPath));
    const label = relationships.find(({ code }) => code === delegated.relationship)?.label;
    const relationship = label?.[language] ?? label?.['zh-CN'] ?? delegated.relationship;
    return reply.send(servicePage(delegated, relationship, language, cssPath));
  });
}
