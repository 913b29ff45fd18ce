// Makes the log-in form easier; without this script the same form does the same. It shows a password, groups long numbers as
// they stand on the document while they are typed, and changes the size of text without leaving the page.

for (const input of document.querySelectorAll('input[data-groups]')) {
  const lengths = input.dataset.groups.split(' ').map(Number);
  input.addEventListener('input', (event) => {
    // A composition, of Chinese say, is not disturbed.
    if (!event.isComposing) showGrouped(input, lengths);
  });
  showGrouped(input, lengths);
}

for (const input of document.querySelectorAll('input[data-show]')) addShowButton(input);

for (const button of document.querySelectorAll('button[data-text-size]')) {
  button.addEventListener('click', (event) => {
    event.preventDefault();
    changeTextSize(button.dataset.textSize);
  });
}

/** Writes it in groups, with the caret behind the same character as before. What is no such number is left as it is. */
function showGrouped(input, lengths) {
  const plain = input.value.normalize('NFKC').replace(/[\s-]/g, '');
  const most = lengths.reduce((sum, length) => sum + length, 0);
  if (!/^\d*[\dXx]?$/.test(plain) || plain.length > most) return;
  const caret = input.selectionStart ?? input.value.length;
  const before = input.value.slice(0, caret).replace(/[\s-]/g, '').length;
  const grouped = inGroups(plain, lengths);
  if (grouped === input.value) return;
  input.value = grouped;
  if (document.activeElement !== input) return;
  const at = inGroups(plain.slice(0, before), lengths).length;
  input.setSelectionRange(at, at);
}

function inGroups(plain, lengths) {
  const groups = [];
  let from = 0;
  for (const length of lengths) {
    if (from < plain.length) groups.push(plain.slice(from, from + length));
    from += length;
  }
  return groups.join(' ');
}

function addShowButton(input) {
  const { show, hide } = input.dataset;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'tool' });
  button.setAttribute('aria-controls', input.id);
  const set = (shown) => {
    input.type = shown ? 'text' : 'password';
    button.textContent = shown ? hide : show;
  };
  set(false);
  button.addEventListener('click', () => set(input.type === 'password'));
  // Sent as a password, so that browsers offer to keep it as one and nothing else.
  input.form.addEventListener('submit', () => set(false));
  const beside = Object.assign(document.createElement('p'), { className: 'beside' });
  beside.append(button);
  input.after(beside);
}

/** Remembered in a cookie, by which the server chooses the stylesheet; here the stylesheet is asked for again. */
function changeTextSize(size) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that people have
  document.cookie = `text_size=${size}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const sheet = document.querySelector('link[rel=stylesheet]');
  const next = sheet.cloneNode();
  next.addEventListener('load', () => {
    sheet.remove();
    const other = size === 'large' ? 'normal' : 'large';
    document.querySelector(`button[data-text-size=${other}]`)?.focus();
  });
  sheet.after(next);
}
