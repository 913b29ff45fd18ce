import type { Citizen, CitizenRegistry } from './citizen-registry.ts';

/** Asks the first registry, then the second. */
export function joinRegistries(first: CitizenRegistry, second: CitizenRegistry): CitizenRegistry {
  const holderOf = async ({ idType, number }: Pick<Citizen, 'idType' | 'number'>) =>
    (await first.find(idType, number)) ? first : second;
  return {
    find: async (idType, number) => (await first.find(idType, number)) ?? second.find(idType, number),
    photo: async (citizen) => (await holderOf(citizen)).photo(citizen),
    activationCode: async (citizen) => (await holderOf(citizen)).activationCode(citizen),
    descriptor: async (citizen) => (await holderOf(citizen)).descriptor?.(citizen),
  };
}
