const { addEventListener } = globalThis;

// Must run before the bundle, which listens as soon as it is loaded.
globalThis.addEventListener = (type, listener) =>
  addEventListener(type, (event) => {
    if (event.data?.request?.type !== 'detect') listener(event);
  });
