// The portal's server: believes what the backend signed or says, never what a page says.

import { randomUUID } from 'node:crypto';
import { BackendError, FamilyAuthError, ResultError, verifyResult } from 'family-auth/server';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 */

/** What the backend says of a link, a card or an application that is not good, or not this portal's. */
const NOT_GOOD = ['not_found', 'malformed', 'not_final'];

/** An answer that is no error of ours: a status, and a code for the page. */
class Refusal extends Error {
  constructor(/** @type {number} */ status, /** @type {string} */ code) {
    super(code);
    this.status = status;
  }
}

/**
 * @param {object} options
 * @param {string} options.issuer the element's `backend`
 * @param {string} options.pagesClientId the element's `client-id`
 * @param {string} options.origin the portal's own
 * @param {import('family-auth/server').PortalServer} options.backend
 * @param {ReturnType<typeof import('./cards.js').openCards>} options.cards
 */
export function createPortal({ issuer, pagesClientId, origin, backend, cards }) {
  /** What the page got with `family-auth-complete`. Anybody can send anything here: only what the backend signed counts. */
  async function takeResult(/** @type {string} */ customer, /** @type {{result?: unknown}} */ { result }) {
    if (typeof result !== 'string') throw new Refusal(400, 'malformed');
    const verified = await verifyResult(result, { issuer, clientId: pagesClientId });
    if (verified.status !== 'approved' || !verified.binding) return { status: verified.status };
    // A day may have passed since it was signed: what holds now, and whose it is, is the backend's to say.
    const [{ operator }, { status }] = await Promise.all([
      backend.result(verified.sub),
      backend.binding(verified.binding.ref),
    ]);
    const card = verified.binding.ref;
    if (!cards.keep({ application: verified.sub, card, customer, operator, status }))
      throw new Refusal(409, 'taken_by_another');
    return { status: 'approved', card: { ref: card, status } };
  }

  /** An errand that the operator began on the card, inside the element: the link is used up, then the card is looked at. */
  async function doErrand(/** @type {string} */ customer, /** @type {{token?: unknown}} */ { token }) {
    if (typeof token !== 'string') throw new Refusal(400, 'malformed');
    const link = await backend.redeemServiceLink(token);
    const kept = cards.find(link.card);
    // A link that was sent on: whoever opens it is not the one for whom it was made.
    if (!kept || kept.customer !== customer || kept.operator !== link.operator)
      throw new Refusal(403, 'not_yours');
    if ((await lookAt(link.card)) !== 'active') throw new Refusal(409, 'not_bound');
    cards.enterErrand(link.card, link.service);
    return { done: link.service, name: link.name };
  }

  /** Asks the backend how a card stands, and keeps the answer. */
  async function lookAt(/** @type {string} */ card) {
    const { status } = await backend.binding(card);
    cards.note(card, status);
    return status;
  }

  const posts = { '/results': takeResult, '/errands': doErrand };

  /** @returns {Promise<object | undefined>} what goes out as JSON; nothing for what is not this server's. */
  async function route(/** @type {Request} */ request, /** @type {string} */ customer) {
    const path = new URL(request.url ?? '/', origin).pathname;
    if (path === '/cards' && request.method === 'GET')
      return { cards: cards.of(customer).map(({ card, status }) => ({ ref: card, status })) };
    const post = posts[/** @type {keyof typeof posts} */ (path)];
    if (!post || request.method !== 'POST') return undefined;
    if (request.headers.origin !== origin) throw new Refusal(403, 'other_origin');
    return post(customer, await bodyOf(request));
  }

  return {
    /** Answers a request of the page. @returns {Promise<boolean>} whether it was one of this server's. */
    async answer(/** @type {Request} */ request, /** @type {Response} */ response) {
      const customer = customerOf(request, response);
      try {
        const answer = await route(request, customer);
        if (answer === undefined) return false;
        send(response, 200, answer);
      } catch (error) {
        const { status, code } = refusalOf(error);
        if (status >= 500) console.error(`portal: ${code}`, status === 500 ? error : '');
        send(response, status, { code });
      }
      return true;
    },

    /** Looks at every card that may still be used. One that cannot be asked about keeps its state until the next look. */
    async lookAtCards() {
      for (const { card } of cards.open()) {
        await lookAt(card).catch((error) => console.error(`portal: ${refusalOf(error).code}`));
      }
    },
  };
}

/** Stands for your own log-in: a visitor is a customer, known by a cookie that scripts and other sites cannot use. */
function customerOf(/** @type {Request} */ request, /** @type {Response} */ response) {
  const known = /(?:^|; )customer=([\w-]{36})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
  if (known) return known;
  const customer = randomUUID();
  response.setHeader('set-cookie', `customer=${customer}; HttpOnly; SameSite=Lax; Path=/`);
  return customer;
}

/** @returns {Promise<Record<string, unknown>>} */
async function bodyOf(/** @type {Request} */ request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 16_384) throw new Refusal(413, 'too_large');
  }
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Refusal(400, 'malformed');
  }
}

/** Errors of family-auth have a code; a log gets that and nothing else. */
function refusalOf(/** @type {unknown} */ error) {
  if (error instanceof Refusal) return { status: error.status, code: error.message };
  if (error instanceof ResultError) return { status: 400, code: error.code };
  const isTheirs = error instanceof BackendError && NOT_GOOD.includes(error.code);
  if (isTheirs) return { status: 404, code: error.code };
  if (error instanceof FamilyAuthError) return { status: 503, code: error.code };
  return { status: 500, code: 'internal' };
}

function send(/** @type {Response} */ response, /** @type {number} */ status, /** @type {object} */ answer) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(answer));
}
