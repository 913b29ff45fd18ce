/** Takes out the addresses from which the landmark packages would load models by default: ours lie beside the code. */
export function withoutHostedModels() {
  return {
    name: 'without-hosted-models',
    transform(code) {
      if (!code.includes('https://tfhub.dev/')) return null;
      return { code: code.replace(/https:\/\/tfhub\.dev\/[^'"`]*/g, ''), map: null };
    },
  };
}
