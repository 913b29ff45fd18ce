/// <reference types="family-auth/define" />
// @ts-check

const told = /** @type {HTMLElement} */ (document.getElementById('told'));

document.querySelector('family-auth')?.addEventListener('family-auth-complete', async ({ detail }) => {
  if (!detail.result) return; // withdrawn, or still waiting: `result` comes with a decision
  const response = await fetch('/results', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ result: detail.result }),
  });
  const { status, code } = await response.json();
  told.textContent = status === 'approved' ? '银行已记下这张卡。' : `银行没有记下：${code ?? status}`;
});
