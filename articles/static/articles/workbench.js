// Single keys, and the link between text and cards. Every act works without this file.
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const cards = all('.cards [data-claim]');
const say = $('#say'), help = $('#help'), on = $('#on'), sign = $('#sign');
const smooth = matchMedia('(prefers-reduced-motion: no-preference)').matches ? 'smooth' : 'auto';
const opened = { claims: new Set(), sources: new Set() };
let here = -1;

const item = (card) => card.closest('.card');
const chip = (card) => $(`a.chip[data-claim="${card.dataset.claim}"]`);
function note() {
  if (sign) sign.elements.opened.value = JSON.stringify({ claims: [...opened.claims], sources: [...opened.sources] });
}
function mark(card) {
  all('mark.here').forEach((found) => found.classList.remove('here'));
  const words = all(`mark.claim[data-claim="${card.dataset.claim}"]`);
  words.forEach((found) => found.classList.add('here'));
  words[0]?.scrollIntoView({ block: 'center', behavior: smooth });
}
function select(card) {
  if (!card) return;
  here = cards.indexOf(card);
  item(card).hidden = false;
  if ('open' in card) card.open = true;
  mark(card);
  item(card).scrollIntoView({ block: 'nearest', behavior: smooth });
  ($('summary', card) || $('input', card)).focus({ preventScroll: true });
  const state = $('.state', card)?.lastChild.textContent.trim() || '';
  say.textContent = `Claim ${here + 1} of ${cards.length}. ${state}.`;
}
function step(direction, stillOpen) {
  const count = cards.length;
  for (let turn = 1, at = here; turn <= count; turn++) {
    at = (at + direction + count) % count;
    if (!item(cards[at]).hidden && (!stillOpen || 'open' in item(cards[at]).dataset)) return select(cards[at]);
  }
}
const current = () => cards[here] || cards.find((card) => card.contains(document.activeElement)) || null;
function reveal(element) {
  for (let box = element?.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  element?.focus();
}
function inCard(selector) {
  const card = current();
  if (card) reveal($(selector, item(card)));
}
const KEYS = {
  j: () => step(1), k: () => step(here < 0 ? 0 : -1), n: () => step(1, true), p: () => step(-1, true),
  t: () => { const card = current(); if (card) chip(card)?.focus(); },
  a: () => inCard('.pick'), r: () => inCard('textarea[name=reason]'),
  h: () => inCard('.hist summary'), c: () => inCard('.talk textarea'), o: () => inCard('a[data-source]'),
  s: () => sign && $('button', sign).focus(),
  u: () => { location.href = $('.breadcrumbs a[href$="/queue/"]').href; },
  '?': () => help?.showModal(),
};

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.matches('textarea')) { item(event.target)?.querySelector('summary')?.focus(); return; }
  const typing = event.target.closest('textarea, select, input:not([type=checkbox], [type=radio])');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || help?.open || (on && !on.checked)) return;
  const act = KEYS[event.key];
  if (act && (cards.length || event.key === '?')) { event.preventDefault(); act(); }
});
all('mark.claim, a.chip').forEach((found) => found.addEventListener('click', (event) => {
  const card = cards.find((one) => one.dataset.claim === found.dataset.claim);
  if (card && !event.target.closest('a:not(.chip)')) { event.preventDefault(); select(card); }
}));
all('.back a').forEach((link) => link.addEventListener('click', (event) => {
  event.preventDefault();
  const card = link.closest('[data-claim]');
  mark(card);
  chip(card)?.focus({ preventScroll: true });
}));
cards.forEach((card) => card.addEventListener('toggle', () => { if (card.open) { opened.claims.add(Number(card.dataset.claim)); note(); } }));
all('a[data-source]').forEach((link) => link.addEventListener('click', () => { opened.sources.add(Number(link.dataset.source)); note(); }));

const boxes = all('.pick'), ticked = $('#ticked');
function count() {
  const number = boxes.filter((box) => box.checked).length;
  if (ticked && boxes.length) ticked.textContent = `${number} of ${boxes.length} ticked`;
}
boxes.forEach((box) => box.addEventListener('change', count));
count();
sign?.addEventListener('submit', note);

if (help) {
  const button = $('#keys');
  button.hidden = false;
  button.addEventListener('click', () => help.showModal());
  $('#close').addEventListener('click', () => help.close());
  try { on.checked = localStorage.getItem('workbench-keys') !== 'off'; } catch { /* private mode: keys stay on */ }
  on.addEventListener('change', () => { try { localStorage.setItem('workbench-keys', on.checked ? 'on' : 'off'); } catch { /* as above */ } });
}
const errors = $('#errors');
if (errors) errors.focus();
else if (location.hash.startsWith('#claim-')) select(cards.find((card) => `#${item(card).id}` === location.hash || `#${card.id}` === location.hash));
