import type { FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import type { PortalServer } from './portal-servers.ts';

/** Who calls, proved by an access token and by the key it is bound to. */
export interface Caller {
  /** The operator. */
  readonly sub: string;
  readonly clientId: string;
  /** Thumbprint of the key, `cnf.jkt`. */
  readonly jkt: string;
  readonly publicKey: JWK;
  /** When the operator last proved who they are, epoch seconds. */
  readonly authTime: number;
  /** What the log-in granted; everything done by it ends with it. */
  readonly grantId: string;
  /** Set where the caller is the other device of a hand-off: the one application that it may do the evidence of. */
  readonly handOff?: { readonly id: string; readonly applicationId: string };
}

const callers = new WeakMap<FastifyRequest, Caller>();

export const rememberCaller = (request: FastifyRequest, caller: Caller): void => {
  callers.set(request, caller);
};

/** The caller of a request behind {@link authentication}. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined)
    throw new Error('The route has no authentication hook, so the request has no caller.');
  return caller;
}

/** A portal's server that calls for itself. */
export interface CallingPortalServer extends PortalServer {
  /** About whose applications it may ask: its own client's and its pages'. */
  readonly clientIds: readonly string[];
}

const portalServers = new WeakMap<FastifyRequest, CallingPortalServer>();

export const rememberPortalServer = (request: FastifyRequest, server: CallingPortalServer): void => {
  portalServers.set(request, server);
};

/** The portal's server that made a request behind `portalServerAuthentication`. */
export function portalServerOf(request: FastifyRequest): CallingPortalServer {
  const server = portalServers.get(request);
  if (server === undefined) throw new Error("The route has no authentication of portals' servers.");
  return server;
}
