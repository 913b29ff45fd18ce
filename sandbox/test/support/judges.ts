import type { Judge, Judgement } from '../../src/judgement/judgement.ts';

/** A judge that always says the same and needs no models. */
export function judgeSaying(judgement: Partial<Judgement> & Pick<Judgement, 'verdict'>): Judge {
  return {
    judge: async () => ({ checks: [], remember: [], ...judgement }),
    close: async () => {},
  };
}
