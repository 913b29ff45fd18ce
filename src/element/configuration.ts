import { ConfigurationError } from '../base/errors.ts';
import type { FlowOptions } from '../session/flow-options.ts';
import { packageFolder } from './package-folder.ts';

/** What the page says by attributes and properties. */
export interface Configuration {
  readonly backend: string | undefined;
  readonly clientId: string | undefined;
  readonly trust?: string | undefined;
  readonly redirectUri: string | undefined;
  readonly assetsUrl: string | undefined;
  readonly engine: FlowOptions['engine'];
  readonly pace: FlowOptions['pace'];
  readonly facing?: FlowOptions['facing'] | undefined;
  readonly elder: boolean;
  readonly cameraSource: FlowOptions['cameraSource'];
  readonly sessionProvider?: FlowOptions['sessionProvider'];
}

/** What the element knows of where it stands, beside what the page says. */
export type Surroundings = Pick<FlowOptions, 'topWindow' | 'handOffTicket'> &
  Required<Pick<FlowOptions, 'isolation'>>;

/** Attributes that a flow cannot do without and that the page has not set. */
export function missingAttributes({ backend, clientId }: Configuration): readonly string[] {
  return [...(backend ? [] : ['backend']), ...(clientId ? [] : ['client-id'])];
}

/** Attributes with a few words to choose from. */
const CHOICES = {
  engine: ['auto', 'webgl', 'wasm'],
  pace: ['standard', 'relaxed'],
  facing: ['user', 'environment'],
  isolation: ['frame', 'inline'],
} as const;

/**
 * What is wrong with the attributes, as the page's engineer is told it; `null` where a flow can begin.
 *
 * @returns ConfigurationError `configuration_missing` or `configuration_invalid`.
 */
export function attributeError(
  host: Configuration & { readonly isolation?: string | undefined },
): ConfigurationError | null {
  const missing = missingAttributes(host);
  if (missing.length > 0) {
    const message = `<family-auth> lacks ${missing.join(' and ')}; nothing begins without.`;
    return new ConfigurationError('configuration_missing', message);
  }
  const invalid = (message: string) => new ConfigurationError('configuration_invalid', message);
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const value = host[name as keyof typeof CHOICES];
    if (value !== undefined && value !== null && !(allowed as readonly string[]).includes(value)) {
      return invalid(`<family-auth ${name}="${value}">: must be one of ${allowed.join(', ')}.`);
    }
  }
  const addresses = { backend: host.backend, 'redirect-uri': host.redirectUri, 'assets-url': host.assetsUrl };
  for (const [name, address] of Object.entries(addresses)) {
    if (address && !isAddress(address)) return invalid(`<family-auth ${name}="${address}">: must be a URL.`);
  }
  return null;
}

function isAddress(text: string): boolean {
  try {
    return new URL(text, document.baseURI) instanceof URL;
  } catch {
    return false; // not URL.canParse: Safari has it since 17 only
  }
}

/** The thumbprints that the page pins, written one after the other. */
export const trustOf = ({ trust }: Pick<Configuration, 'trust'>): readonly string[] =>
  trust?.split(/\s+/).filter((each) => each !== '') ?? [];

/** What the attributes and their defaults say to the flow. */
export function flowOptions(element: Configuration, locale: string): Omit<FlowOptions, keyof Surroundings> {
  const assetsUrl = new URL(element.assetsUrl ?? new URL('assets/', packageFolder()), document.baseURI).href;
  const callback = element.redirectUri ?? new URL('../browser/callback.html', assetsUrl);
  return {
    backend: element.backend ?? '',
    clientId: element.clientId ?? '',
    trust: trustOf(element),
    assetsUrl,
    redirectUri: new URL(callback, document.baseURI).href,
    locale,
    engine: element.engine ?? 'auto',
    ...(element.sessionProvider && {
      sessionProvider: async (request) => (await element.sessionProvider?.(request)) ?? null,
    }),
    pace: element.pace ?? (element.elder ? 'relaxed' : 'standard'),
    ...(element.facing && { facing: element.facing }),
  };
}

/**
 * Whether page and backend are of one site, as far as their names tell: the same host, or one below the other, over the same scheme.
 * Two hosts side by side under a third are taken for two sites: which names anybody can register under, only a list would tell.
 */
export function isSameSite(page: URL, backend: URL): boolean {
  const [a, b] = [page.hostname, backend.hostname];
  return page.protocol === backend.protocol && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));
}
