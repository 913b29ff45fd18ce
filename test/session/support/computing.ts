type Method = (this: SubtleCrypto, ...args: unknown[]) => Promise<unknown>;

let underWay = 0;

const methods = SubtleCrypto.prototype as unknown as Record<string, Method>;
for (const name of Object.keys(methods)) {
  const method = methods[name]!;
  methods[name] = async function (...args) {
    underWay += 1;
    try {
      return await method.apply(this, args);
    } finally {
      underWay -= 1;
    }
  };
}

/** Whether WebCrypto still computes something in this process: it does so on threads of its own, and takes as long as it takes. */
export const isComputing = (): boolean => underWay > 0;
