import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { ProblemError } from '../errors/errors.ts';
import { isFromThisComputer, isOwnForm } from '../http/only-this-computer.ts';
import { cookieOf, PAGE_HEADERS, sendPicture, setCookie } from '../http/page-answers.ts';
import { languageOf } from '../pages/language.ts';
import { type EnrolledCitizen, EnrolmentError, type Enrolments } from '../registry/enrolments.ts';
import type { EnrolmentProblem } from './enrolment-words.ts';
import { type EnrolmentContext, enrolledPage, enrolPage, openAgainPage } from './pages.ts';

export interface EnrolmentOptions {
  readonly enrolments: Enrolments;
  /** Where an application begins, for the link. */
  readonly portalUrl: string;
  /** Where the page lives. Default `/enrol`. */
  readonly path?: string;
}

const COOKIE = 'family_auth_enrolment';
/** A picture from a phone is 3 to 12 MB; the rest of the form is small. */
const FORM_MAX_BYTES = 15 * 1024 * 1024;
const HEADERS = {
  ...PAGE_HEADERS,
  'Content-Security-Policy': `${PAGE_HEADERS['Content-Security-Policy']}; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
};
const FILES = [
  ['enrol.css', 'text/css; charset=utf-8'],
  ['enrol-camera.js', 'text/javascript; charset=utf-8'],
] as const;

/**
 * The page on which somebody at this computer registers their own face for a while, after a consent of its own: see
 * {@link isFromThisComputer}, {@link isOwnForm} and {@link Enrolments}. It works without script; the script takes the
 * picture with the camera.
 *
 * Register it with `app.register(enrolmentPlugin, options)`. For everybody else it is not there (404).
 */
export async function enrolmentPlugin(app: FastifyInstance, options: EnrolmentOptions): Promise<void> {
  const { enrolments, path = '/enrol' } = options;
  const visits = enrolmentVisits(enrolments);
  const read = async (request: FastifyRequest) =>
    (await readEnrolmentForm(request.body, request.headers['content-type'])) ?? null;

  app.addHook('onRequest', async (request, reply) => {
    if (!isFromThisComputer(request.raw)) throw new ProblemError('not_found');
    // Any page in this browser can send megabytes here, again and again: they are not even read.
    if (isMultipart(request) && !isOwnForm(request)) {
      return showForm(contextOf(request, options, visits), reply, 'form_foreign', 403);
    }
  });
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (_: FastifyRequest, body: Buffer) => body,
  );
  app.setErrorHandler(async (error, request, reply) => {
    if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
    return showForm(contextOf(request, options, visits), reply, 'photo_too_large', 413);
  });

  for (const [file, type] of FILES) {
    const content = await readFile(new URL(`./${file}`, import.meta.url), 'utf8');
    app.get(`${path}/${file}`, async (_, reply) =>
      reply.headers({ 'Content-Type': type, 'Cache-Control': 'no-cache' }).send(content),
    );
  }
  app.get(path, async (_, reply) => reply.redirect(`${path}/`, 303));
  app.get(`${path}/`, async (request, reply) => {
    const context = contextOf(request, options, visits);
    if (isFromElsewhere(request)) return reply.headers(HEADERS).send(openAgainPage(context));
    const citizen = await visits.find(cookieOf(request, COOKIE));
    if (citizen) return reply.headers(HEADERS).send(enrolledPage(context, citizen));
    return showForm(context, reply);
  });
  app.get(`${path}/photo`, { exposeHeadRoute: false }, async (request, reply) => {
    const citizen = await visits.find(cookieOf(request, COOKIE));
    return sendPicture(reply, citizen && (await enrolments.photo(citizen)));
  });
  app.post(`${path}/`, { bodyLimit: FORM_MAX_BYTES }, async (request, reply) => {
    const context = contextOf(request, options, visits);
    const form = isOwnForm(request) ? await read(request) : null;
    if (form?.token !== visits.formToken) return showForm(context, reply, 'form_foreign', 403);
    if (!form.consent) return showForm(context, reply, 'consent_missing', 422);
    if (!form.photo) return showForm(context, reply, 'photo_missing', 422);
    const problem = await enrol(request, reply, form.photo, options, visits);
    return problem ? showForm(context, reply, problem, 422) : reply.redirect(context.home, 303);
  });
  app.post(`${path}/drop`, { bodyLimit: 4096 }, async (request, reply) => {
    const context = contextOf(request, options, visits);
    const form = isOwnForm(request) ? await read(request) : null;
    if (form?.token !== visits.formToken) return showForm(context, reply, 'form_foreign', 403);
    visits.drop(cookieOf(request, COOKIE));
    setCookie(reply, COOKIE, '', path);
    return reply.redirect(`${context.home}&dropped`, 303);
  });
}

/** Enrols and binds to this browser; whoever went away meanwhile could not drop it any more, so it is forgotten. */
async function enrol(
  request: FastifyRequest,
  reply: FastifyReply,
  photo: Uint8Array,
  { enrolments, path = '/enrol' }: EnrolmentOptions,
  visits: EnrolmentVisits,
): Promise<EnrolmentProblem | undefined> {
  const left = new AbortController();
  const leave = () => left.abort();
  reply.raw.once('close', leave);
  try {
    const citizen = await enrolments.enrol(photo, {}, left.signal);
    if (left.signal.aborted) enrolments.forget(citizen.id);
    else setCookie(reply, COOKIE, visits.keep(citizen, cookieOf(request, COOKIE)), path);
    return undefined;
  } catch (error) {
    if (!(error instanceof EnrolmentError)) throw error;
    return error.code;
  } finally {
    reply.raw.off('close', leave);
    photo.fill(0);
  }
}

function contextOf(
  request: FastifyRequest,
  { portalUrl, path = '/enrol' }: EnrolmentOptions,
  { formToken }: EnrolmentVisits,
): EnrolmentContext {
  const { dropped } = request.query as { dropped?: unknown };
  const language = languageOf(request);
  const home = `${path}/?lang=${language}`;
  return { language, path, home, portalUrl, formToken, dropped: dropped !== undefined };
}

const isMultipart = ({ headers }: FastifyRequest) => /^multipart\//i.test(headers['content-type'] ?? '');

/** A link on another site, the portal's included, opens the page without its SameSite=Strict cookie. */
const isFromElsewhere = ({ headers }: FastifyRequest) =>
  headers.cookie === undefined && ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));

const showForm = (context: EnrolmentContext, reply: FastifyReply, problem?: EnrolmentProblem, status = 200) =>
  reply.code(status).headers(HEADERS).send(enrolPage(context, problem));

/** What the form holds; the form is read whole into memory, and nothing of it is written anywhere. */
export interface EnrolmentForm {
  readonly token: string;
  readonly consent: boolean;
  readonly photo: Uint8Array | undefined;
}

const Fields = z.object({
  token: z.string(),
  consent: z.optional(z.literal('given')),
  photo: z.optional(z.instanceof(File)),
});

/** @returns `undefined` for what is no such form. */
async function readEnrolmentForm(
  body: unknown,
  contentType: string | undefined,
): Promise<EnrolmentForm | undefined> {
  if (!Buffer.isBuffer(body) || contentType === undefined) return undefined;
  const sent = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  const fields = Fields.safeParse(sent && Object.fromEntries(sent));
  if (!fields.success) return undefined;
  const { token, consent, photo } = fields.data;
  // A form without a chosen file holds an empty one.
  const bytes = photo && photo.size > 0 ? new Uint8Array(await photo.arrayBuffer()) : undefined;
  return { token, consent: consent === 'given', photo: bytes };
}

/** Who is enrolled by which browser, kept in this process only. A browser has one at most. */
export interface EnrolmentVisits {
  /** Expected back in every form of the page; drawn once a start. */
  readonly formToken: string;
  /** Whom this browser has enrolled, if still known. */
  find(cookie: string | undefined): Promise<EnrolledCitizen | undefined>;
  /** Binds somebody just enrolled to a fresh cookie and forgets whom this browser had before. */
  keep(citizen: EnrolledCitizen, before: string | undefined): string;
  /** Forgets whom this browser has enrolled. */
  drop(cookie: string | undefined): void;
}

function enrolmentVisits(enrolments: Pick<Enrolments, 'find' | 'forget'>): EnrolmentVisits {
  const visits = new Map<string, EnrolledCitizen>();
  const drop = (cookie: string | undefined) => {
    const citizen = visits.get(cookie ?? '');
    if (!citizen) return;
    enrolments.forget(citizen.id);
    visits.delete(cookie ?? '');
  };
  return {
    formToken: secret(),
    async find(cookie) {
      const citizen = visits.get(cookie ?? '');
      return citizen && (await enrolments.find(citizen.idType, citizen.number)) ? citizen : undefined;
    },
    keep(citizen, before) {
      drop(before);
      const cookie = secret();
      visits.set(cookie, citizen);
      return cookie;
    },
    drop,
  };
}

const secret = () => randomBytes(32).toString('base64url');
