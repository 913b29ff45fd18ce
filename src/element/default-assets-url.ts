/** Where the worker and the models lie beside the built file: `dist/assets/`. The build writes the way there. */
export const defaultAssetsUrl = (): string => new URL('../assets/', import.meta.url).href;
