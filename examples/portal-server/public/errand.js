// @ts-check
// Opening the address uses nothing up: software that looks at links must not do errands. The button does.

const told = /** @type {HTMLElement} */ (document.getElementById('told'));
const token = new URLSearchParams(location.search).get('token');
history.replaceState(null, '', location.pathname);

document.getElementById('confirm')?.addEventListener('click', async ({ currentTarget }) => {
  /** @type {HTMLButtonElement} */ (currentTarget).disabled = true;
  const response = await fetch('/errands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { name, code } = await response.json();
  told.textContent = response.ok ? `已为${name}办好。` : `没有办成：${code}`;
});
