import type { FlowOptions } from '../session/flow-options.ts';
import { packageFolder } from './package-folder.ts';

/** What the page says by attributes and properties. */
export interface Configuration {
  readonly backend: string | undefined;
  readonly clientId: string | undefined;
  readonly redirectUri: string | undefined;
  readonly assetsUrl: string | undefined;
  readonly engine: FlowOptions['engine'];
  readonly pace: FlowOptions['pace'];
  readonly elder: boolean;
  readonly cameraSource: FlowOptions['cameraSource'];
}

/** What the element knows of where it stands, beside what the page says. */
export type Surroundings = Pick<FlowOptions, 'topWindow'> & Required<Pick<FlowOptions, 'isolation'>>;

/** Attributes that a flow cannot do without and that the page has not set. */
export function missingAttributes({ backend, clientId }: Configuration): readonly string[] {
  return [...(backend ? [] : ['backend']), ...(clientId ? [] : ['client-id'])];
}

/** What the attributes and their defaults say to the flow. */
export function flowOptions(element: Configuration, locale: string): Omit<FlowOptions, keyof Surroundings> {
  const assetsUrl = new URL(element.assetsUrl ?? new URL('assets/', packageFolder()), document.baseURI).href;
  const callback = element.redirectUri ?? new URL('../browser/callback.html', assetsUrl);
  return {
    backend: element.backend ?? '',
    clientId: element.clientId ?? '',
    assetsUrl,
    redirectUri: new URL(callback, document.baseURI).href,
    locale,
    engine: element.engine ?? 'auto',
    pace: element.pace ?? (element.elder ? 'relaxed' : 'standard'),
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
