import { type ApiCall, callApi } from './api-call.ts';
import type { Row } from './row.ts';
import type { World } from './world.ts';

/** A call of the API that is right but for one thing, and its answer. */
export type Kind = readonly [
  kind: string,
  status: number,
  code: string,
  call: (world: World) => Promise<ApiCall> | ApiCall,
];

export const rowsOf = (endpoint: string, kinds: readonly Kind[]): Row[] =>
  kinds.map(([kind, status, code, call]) => ({
    endpoint,
    kind,
    status,
    code,
    send: async (world) => callApi(world, endpoint, await call(world)),
  }));
