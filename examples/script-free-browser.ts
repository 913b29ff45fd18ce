/**
 * The least of a browser: follows redirects, keeps cookies, sends forms. It lets the example go through the sandbox's
 * log-in pages without a person. A test convenience: a real program opens the person's own browser instead.
 */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

export interface ScriptFreeBrowser {
  open(url: string | URL): Promise<Page>;
  /** Sends the form of a page whose action ends with `actionEnd`; its hidden fields go along. */
  submit(page: Page, actionEnd: string, fields: Readonly<Record<string, string>>): Promise<Page>;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
}

const MAX_REDIRECTS = 15;
const DEADLINE_MS = 30_000;

/** @param options `stopAt`: the beginning of an address that is not opened: who is led there has arrived. */
export function scriptFreeBrowser({ stopAt }: { readonly stopAt?: string } = {}): ScriptFreeBrowser {
  let cookies: Cookie[] = [];

  function keep(url: URL, response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
      const gone = attributes.some((part) => /^max-age=0$|^expires=Thu, 01 Jan 1970/i.test(part));
      cookies = cookies.filter((one) => !(one.name === name && one.host === url.host && one.path === path));
      if (!gone && value !== '') cookies.push({ name, value, host: url.host, path });
    }
  }

  function cookiesFor(url: URL): string {
    return cookies
      .filter((cookie) => cookie.host === url.host && url.pathname.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  async function load(start: URL, form?: URLSearchParams, referer?: URL): Promise<Page> {
    let url = start;
    let body = form;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(DEADLINE_MS),
        headers: { Cookie: cookiesFor(url), ...(body && referer && { Origin: referer.origin }) },
        ...(body && { method: 'POST', body }),
      });
      keep(url, response);
      const location = response.headers.get('Location');
      if (location === null || response.status < 300 || response.status > 399) {
        return { url, status: response.status, html: await response.text() };
      }
      url = new URL(location, url);
      if (stopAt !== undefined && url.href.startsWith(stopAt))
        return { url, status: response.status, html: '' };
      body = undefined;
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${start.origin}${start.pathname}`);
  }

  return {
    open: (url) => load(new URL(url)),
    submit(page, actionEnd, fields) {
      const form = formsOf(page).find(({ action }) => action.pathname.endsWith(actionEnd));
      if (form === undefined)
        throw new Error(`${page.url.pathname} (${page.status}) has no form for ${actionEnd}`);
      return load(form.action, new URLSearchParams({ ...form.hidden, ...fields }), page.url);
    },
  };
}

function formsOf({ url, html }: Page): { action: URL; hidden: Record<string, string> }[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, attributes = '', content = '']) => ({
    action: new URL(attributeOf(attributes, 'action') ?? '', url),
    hidden: Object.fromEntries(
      [...content.matchAll(/<input\b([^>]*)>/gi)]
        .map(([, input = '']) => input)
        .filter((input) => attributeOf(input, 'type') === 'hidden')
        .map((input) => [attributeOf(input, 'name') ?? '', attributeOf(input, 'value') ?? '']),
    ),
  }));
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i')
    .exec(attributes)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
