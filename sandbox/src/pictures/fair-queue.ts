/** A queue in which owners take turns, however much each of them put in; one owner's items keep their order. */
export interface FairQueue<Item> {
  push(owner: string, item: Item): void;
  /** The next item of the owner whose turn it is. */
  take(): Item | undefined;
  /** Takes an item out that is waited for no longer. */
  remove(owner: string, item: Item): void;
  /** Takes all out. */
  drain(): readonly Item[];
}

export function fairQueue<Item>(): FairQueue<Item> {
  /** In the order in which the owners' turns come. */
  const waiting = new Map<string, Item[]>();
  return {
    push(owner, item) {
      const items = waiting.get(owner);
      if (items) items.push(item);
      else waiting.set(owner, [item]);
    },
    take() {
      for (const [owner, [item, ...rest]] of waiting) {
        waiting.delete(owner);
        if (rest.length > 0) waiting.set(owner, rest);
        return item;
      }
      return undefined;
    },
    remove(owner, item) {
      const rest = waiting.get(owner)?.filter((other) => other !== item) ?? [];
      if (rest.length > 0) waiting.set(owner, rest);
      else waiting.delete(owner);
    },
    drain() {
      const items = [...waiting.values()].flat();
      waiting.clear();
      return items;
    },
  };
}
