import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { languageOf } from '../pages/pick-language.ts';
import { counterPage } from './pages/counter-page.ts';
import type { RedeemCode } from './redeem-code.ts';

/** Twenty digits, as `POST /family/cards/{ref}/codes` draws them. */
const Params = z.object({ code: z.string().check(z.regex(/^\d{20}$/)) });

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
    const params = Params.safeParse(request.params);
    const code = params.success ? await redeem(params.data.code) : ({ state: 'unknown' } as const);
    return reply
      .headers(PAGE_HEADERS)
      .code(code.state === 'valid' ? 200 : 410)
      .send(counterPage(code, language, '/services/services.css'));
  });
}
