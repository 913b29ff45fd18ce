import type { Exchange } from './exchange.ts';
import type { TestTenant } from './test-tenant.ts';

/** Headers that say nothing of anybody; of every other one the length alone is shown. */
const SHOWN_HEADERS = new Set([
  'accept',
  'accept-language',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'access-control-request-headers',
  'access-control-request-method',
  'allow',
  'cache-control',
  'connection',
  'content-digest',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'etag',
  'host',
  'idempotency-key',
  'if-none-match',
  'location',
  'origin',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'www-authenticate',
  'x-content-type-options',
]);

/** Members and parameters whose value is a secret or says who somebody is, whoever is planted. */
const SECRET_NAMES =
  /^(?:access_token|refresh_token|id_token|token|code|code_verifier|client_assertion|subject_token|actor_token|request_uri|state|nonce|password|name|birth_?date|birth_year|number|phone|account|activation_?code|idnumber|subject_name|operator_name|csrf)$/i;

/** Three or five segments of base64url: a JWT, JWS or JWE. */
const JOSE = /(?<![\w-])[\w-]{8,}\.[\w-]*\.[\w-]{2,}(?:\.[\w-]*\.[\w-]*)?(?![\w-])/g;
const BODY_MAX_CHARACTERS = 4_000;

const mask = (value: string): string => `[${value.length} characters]`;

/** An exchange as a report shows it: nothing that opens a door, and nobody's name or number. */
export function redactExchange(exchange: Exchange, tenant: TestTenant | undefined): Exchange {
  const hide = hidingPlanted(tenant);
  return {
    ...exchange,
    url: hide(redactUrl(exchange.url)),
    requestHeaders: redactHeaders(exchange.requestHeaders, hide),
    requestBody: redactBody(exchange.requestBody, hide),
    ...(exchange.responseHeaders && { responseHeaders: redactHeaders(exchange.responseHeaders, hide) }),
    ...(exchange.responseBody !== undefined && { responseBody: redactBody(exchange.responseBody, hide) }),
  } as Exchange;
}

/** Takes out whatever the tenant says of anybody, however it stands there. */
export function hidingPlanted(tenant: TestTenant | undefined): (text: string) => string {
  const people = tenant === undefined ? [] : [...tenant.accounts, ...subjectsOf(tenant)];
  const words = people.flatMap(({ subject }) => [
    subject.id.number,
    subject.name,
    encodeURIComponent(subject.name),
    JSON.stringify(subject.name).slice(1, -1),
  ]);
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length);
  return (text) => {
    let left = text.replace(JOSE, mask);
    for (const word of longestFirst) left = left.replaceAll(word, '[planted]');
    return left;
  };
}

const subjectsOf = ({ subjects: { adults, child, unknown, answering } }: TestTenant) => [
  ...adults,
  child,
  unknown,
  answering,
];

/** With letters as they are, where the address is written well: a backend may send any. */
function readable(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}

function redactUrl(text: string): string {
  const url = new URL(text);
  for (const name of url.searchParams.keys()) {
    if (SECRET_NAMES.test(name)) url.searchParams.set(name, mask(url.searchParams.get(name) ?? ''));
  }
  url.pathname = url.pathname.replace(/(?<=\/(?:subject-links|confirm|undo)\/)[^/]+/, 'TOKEN');
  return readable(url.href);
}

function redactHeaders(
  headers: Readonly<Record<string, string | readonly string[]>>,
  hide: (text: string) => string,
): Record<string, string | readonly string[]> {
  const shown = (name: string, value: string): string => {
    if (name === 'location') return hide(redactLocation(value));
    if (name === 'authorization')
      return `${value.split(' ')[0]} ${mask(value.slice(value.indexOf(' ') + 1))}`;
    return SHOWN_HEADERS.has(name) ? hide(value) : mask(value);
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? shown(name, value) : value.map((one) => shown(name, one)),
    ]),
  );
}

const redactLocation = (value: string): string =>
  URL.canParse(value) ? redactUrl(value) : value.replace(/\?.*$/, '?…');

function redactBody(body: string, hide: (text: string) => string): string {
  if (body === '') return '';
  const json = jsonOf(body);
  const text =
    json === undefined ? redactForm(body) : JSON.stringify(json, (key, value) => redactMember(key, value));
  const left = hide(text);
  return left.length > BODY_MAX_CHARACTERS ? `${left.slice(0, BODY_MAX_CHARACTERS)}…` : left;
}

const redactMember = (key: string, value: unknown): unknown => {
  if ((typeof value === 'string' || typeof value === 'number') && SECRET_NAMES.test(key)) {
    // The code of a problem or of an error in it is what a reader looks for; a log-in's is never so short and plain.
    return key === 'code' && /^[a-z_]{1,40}$/.test(String(value)) ? value : mask(String(value));
  }
  return typeof value === 'string' && /^[\w-]{60,}$/.test(value) ? mask(value) : value;
};

/** A form is shown field by field; anything else that is no JSON only by its length, where it is not plain text. */
function redactForm(body: string): string {
  if (/^[\w.%*+-]+=[^\s]*$/.test(body)) {
    return [...new URLSearchParams(body)]
      .map(
        ([name, value]) => `${name}=${SECRET_NAMES.test(name) || value.length > 100 ? mask(value) : value}`,
      )
      .join('&');
  }
  if (/[^\p{L}\p{N}\p{P}\p{S}\p{Zs}\s]/u.test(body) || /^[\w.-]{40,}$/.test(body)) return mask(body);
  return body;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
