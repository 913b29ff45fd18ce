// Serves every asset of the folder that this test's host lies in from dist/assets/, through `change`.
const plainFetch = globalThis.fetch;
let change = (response) => response;

globalThis.fetch = async (address, init) => {
  const url = String(address).replace(/\/test\/landmarks\/hosts\/[^/]+\//, '/dist/assets/');
  return change(await plainFetch(url, init), url);
};

export const changeResponses = (newChange) => {
  change = newChange;
};
