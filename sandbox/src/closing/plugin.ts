import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod/mini';
import type { Backend } from '../context/backend.ts';
import { acceptForms, PAGE_HEADERS, seeOther } from '../http/page-answers.ts';
import { fill, html } from '../pages/html.ts';
import { type Language, languageOf } from '../pages/language.ts';
import { layout, pageTools } from '../pages/person-page.ts';
import { CLOSING_PATH } from '../provider/account-page.ts';
import type { Accounts } from '../provider/accounts.ts';
import { documentOf } from '../provider/activation-codes.ts';
import { isSame } from '../storage/keyed-hash.ts';
import { type Closed, closeAccount } from './close-account.ts';
import { closingWords } from './closing-words.ts';

const ClosingForm = z.object({
  idNumber: z.string().check(z.maxLength(40)),
  password: z.string().check(z.maxLength(200)),
  confirm: z.optional(z.literal('yes')),
});

const PROBLEMS = ['unconfirmed', 'wrong_credentials', 'identity_unproven', 'too_many_tries'] as const;
type Problem = (typeof PROBLEMS)[number];

/** What a form led to: what was wrong with it, or what went with the account, with a keyed hash over that. */
const Query = z.union([
  z.object({ problem: z.enum(PROBLEMS) }),
  z.object({
    links: z.string().check(z.regex(/^\d{1,6}$/)),
    applications: z.string().check(z.regex(/^\d{1,6}$/)),
    receipt: z.string().check(z.maxLength(4000)),
    mac: z.string(),
  }),
]);

/**
 * The page on which the holder of an account closes it: what goes and what stays, then number and password, whatever else
 * is logged in in this browser. Script-free and without cookies.
 */
export async function closingPlugin(
  app: FastifyInstance,
  { backend, accounts }: { readonly backend: Backend; readonly accounts: Accounts },
): Promise<void> {
  await acceptForms(app);
  app.get(CLOSING_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const language = languageOf(request);
    const query = Query.safeParse(request.query);
    if (!query.success) return page(reply, closingPage(language));
    if ('problem' in query.data) {
      const { problem } = query.data;
      return page(reply.code(problem === 'too_many_tries' ? 429 : 422), closingPage(language, problem));
    }
    const { mac, ...closed } = query.data;
    const isOurs = isSame(macOf(backend, closed), mac);
    return page(reply, isOurs ? closedPage(language, closed) : closingPage(language));
  });

  app.post(CLOSING_PATH, async (request, reply) => {
    const lang = languageOf(request);
    const refuse = (problem: Problem) => seeOther(reply, CLOSING_PATH, { problem, lang });
    const form = ClosingForm.safeParse(request.body);
    const document = form.success ? documentOf(form.data.idNumber) : undefined;
    if (!form.success || document === undefined) return refuse('wrong_credentials');
    const { password, confirm } = form.data;
    if (confirm === undefined) return refuse('unconfirmed');
    const entered = await accounts.logIn({ account: document.number, password });
    if ('errors' in entered) {
      return refuse(
        PROBLEMS.find((problem) => entered.errors.some((error) => error === problem)) ?? 'wrong_credentials',
      );
    }
    const holder = await backend.registry.find(document.idType, document.number);
    const closed = await closeAccount(backend, entered.sub, holder);
    if (closed === undefined) return refuse('wrong_credentials');
    const { links, applications, receipt } = closed;
    const told = { links: String(links), applications: String(applications), receipt };
    return seeOther(reply, CLOSING_PATH, { ...told, mac: macOf(backend, told), lang });
  });
}

/** What went with an account, as the page's address holds it. */
type Told = Readonly<Record<keyof Closed, string>>;

const macOf = ({ hash }: Backend, { links, applications, receipt }: Told): string =>
  hash('closed-account', links, applications, receipt);

const page = (reply: FastifyReply, body: string): FastifyReply => reply.headers(PAGE_HEADERS).send(body);

function closingPage(language: Language, problem?: Problem): string {
  const words = closingWords(language);
  const wrong = problem === 'wrong_credentials' ? html` aria-invalid="true"` : null;
  return layout(
    language,
    words.title,
    html`<p>${words.intro}</p>
<ul>
<li>${words.goes}</li>
<li>${words.links}</li>
<li>${words.stays}</li>
<li>${words.again}</li>
</ul>
${problem ? html`<p class="error" role="alert">${words[problem]}</p>` : null}
<form method="post" action="${CLOSING_PATH}?lang=${language}">
<label for="idNumber">${words.number}</label>
<input id="idNumber" name="idNumber" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false"${wrong}>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" required maxlength="200" autocomplete="current-password"${wrong}>
<label class="tick"><input type="checkbox" name="confirm" value="yes" required> <span>${words.confirm}</span></label>
<button type="submit">${words.close}</button>
</form>`,
    pageTools(language, (to) => `${CLOSING_PATH}?lang=${to}`),
  );
}

function closedPage(language: Language, { links, applications, receipt }: Told): string {
  const words = closingWords(language);
  const said = fill(words.doneBody, { links, applications });
  return layout(
    language,
    words.done,
    html`<p>${said}</p>
<p>${words.again}</p>
<h2>${words.receipt}</h2>
<p>${words.receiptHelp}</p>
<p class="message" id="receipt">${receipt}</p>`,
  );
}
