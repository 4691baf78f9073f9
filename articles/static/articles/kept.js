// What was typed and ticked stays in this tab until it was sent: a session that ended, a network that went, a wrong key.
// Nothing leaves the browser, and it goes with the tab. A note is put back only on the same words, a tick only on the
// same card: one whose words, context and sources are as they were.
// Of the article, not of the revision: the newest one may have taken over meanwhile.
const PREFIX = `kept:${document.querySelector('.panes')?.dataset.article}:${location.pathname.split('/').at(-2)}:`;
let store = null;
try { store = sessionStorage; } catch { /* switched off: nothing is kept */ }

function remember(key, value) {
  try { if (value) store?.setItem(PREFIX + key, value); else store?.removeItem(PREFIX + key); } catch { /* full */ }
}
const recall = (key) => { try { return store?.getItem(PREFIX + key) || ''; } catch { return ''; } };
function keyOf(field) {
  if (field.dataset.version) return `tick:${field.dataset.version}`;
  const card = field.closest('.card');
  return card ? `${card.id}:${field.id.replace(/-\d+$/, '')}` : field.id;
}

// `answered`: the page is the answer to what was sent last, so that is kept by the server or came back with the page.
export function keepTyped(fields, boxes, answered) {
  if (answered) JSON.parse(recall('sent') || '[]').forEach((key) => remember(key, ''));
  remember('sent', '');
  for (const field of fields) {
    const before = recall(keyOf(field));
    if (before && field.value === field.defaultValue) {
      field.value = before;
      for (let box = field.closest('details'); box; box = box.parentElement.closest('details')) if (!box.name) box.open = true;
    }
    field.addEventListener('input', () => remember(keyOf(field), field.value));
  }
  for (const box of boxes) {
    const before = recall(keyOf(box));
    if (before) box.checked = before === 'yes';
    box.addEventListener('change', () => remember(keyOf(box), box.checked ? 'yes' : 'no'));
  }
  addEventListener('submit', ({ target }) => {
    const sent = [...fields, ...boxes].filter((field) => field.form === target);
    remember('sent', JSON.stringify(sent.map(keyOf)));
  });
}
