// Single keys, the link between text and cards, what was typed kept over a lost session. Every act works without it.
import { keepTyped } from './kept.js';

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const cards = all('.cards [data-claim]');
const say = $('#say'), help = $('#help'), on = $('#on'), sign = $('#sign'), flag = $('#flag');
const smooth = matchMedia('(prefers-reduced-motion: no-preference)').matches ? 'smooth' : 'auto';
const opened = { claims: new Set(), sources: new Set() };
let here = -1, plain = 0, chosen = null;

const item = (card) => card.closest('.card');
const chip = (card) => $(`a.chip[data-claim="${card.dataset.claim}"]`);
const tell = (words) => { say.textContent = words; };
function note() {
  if (sign) sign.elements.opened.value = JSON.stringify({ claims: [...opened.claims], sources: [...opened.sources] });
}

// ------------------------------------------------------------------------------------------- text and cards
function outline(words) {
  all('.here').forEach((found) => found.classList.remove('here'));
  words.forEach((found) => found.classList.add('here'));
  words[0]?.scrollIntoView({ block: 'center', behavior: smooth });
}
const mark = (card) => outline(all(`mark.claim[data-claim="${card.dataset.claim}"]`));
function select(card, field = 'summary') {
  if (!card) return;
  here = cards.indexOf(card);
  plain = 0;
  item(card).hidden = false;
  if ('open' in card) card.open = true;
  mark(card);
  item(card).scrollIntoView({ block: 'nearest', behavior: smooth });
  ($(field, item(card)) || $('summary, input', card)).focus({ preventScroll: true });
  const state = $('.state', card)?.lastChild.textContent.trim() || '';
  tell(`Claim ${here + 1} of ${cards.length}. ${state}.`);
}
function next(direction, test) {
  const count = cards.length, opened = cards.findIndex((card) => card.open);
  if (here < 0 && opened >= 0 && test(cards[opened])) return cards[opened];  // the page arrives with one open: begin there
  for (let turn = 1, at = here; turn <= count; turn++) {
    at = (at + direction + count) % count;
    if (!item(cards[at]).hidden && test(cards[at])) return cards[at];
  }
  return null;
}
const step = (direction, test = () => true) => select(next(direction, test));
const stillOpen = (card) => 'open' in item(card).dataset;
const current = () => cards[here] || cards.find((card) => item(card).contains(document.activeElement)) || cards.find((card) => card.open) || null;
function reveal(element) {
  for (let box = element?.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  element?.focus();
  return Boolean(element);
}
function inCard(selector, absent = '') {
  const card = current();
  if (!card) return tell('Choose a claim first.');
  if (!reveal($(selector, item(card))) && absent) tell(absent);
}
function decision(value) {
  const card = current(), button = card && $(`button[value=${value}]`, card);
  if (!button) return tell('This decision is not yours to make here.');
  chosen = button;
  const reason = button.form.elements.reason;
  reveal(reason.value.trim() ? button : reason);
}
function walk(direction) {
  const count = Math.max(0, ...all('.sentence').map((found) => Number(found.dataset.sentence)));
  if (!count) return tell('Every sentence is a claim.');
  plain = (plain + direction - 1 + count) % count + 1;
  const words = all(`.sentence[data-sentence="${plain}"]`);
  outline(words);
  tell(`Sentence ${plain} of ${count} that are no claims: ${words.map((found) => found.textContent).join('')}`);
}
function raise() {
  if (!plain || !flag) return inCard('.raise select', 'You may not flag here.');
  const passage = $(`[data-passage="${plain}"]`, flag);
  if (passage) passage.checked = true;
  reveal($('input[name=types]', flag));
}

// -------------------------------------------------------------------------------------------------- keys
const KEYS = {
  j: () => step(1), k: () => step(here < 0 ? 0 : -1), n: () => step(1, stillOpen), p: () => step(-1, stillOpen),
  t: () => { const card = current(); if (card) chip(card)?.focus(); },
  a: () => inCard('.pick', 'This claim asks no signature of you.'), r: () => decision('changes'), d: () => decision('dismiss'),
  e: () => inCard('a[data-add]', 'You may not attach sources.'), f: raise,
  w: () => inCard('.mine textarea[name=reason]', 'You have no decision here.'),
  h: () => { const card = current(), box = card && $('.hist', card); if (box) { box.open = !box.open; $('summary', box).focus(); } },
  c: () => inCard('.talk textarea'),
  o: () => { const link = current() && $('a[data-source]', item(current())); if (link) link.click(); else tell('No source to open.'); },
  s: () => sign && $('button', sign).focus(),
  '.': () => walk(1), ',': () => walk(-1),
  ']': () => { const link = $('#next'); if (link) location.href = link.href; },
  '[': () => { const link = $('#previous'); if (link) location.href = link.href; },
  u: () => { location.href = ($('.breadcrumbs a[href$="/queue/"]') || $('.breadcrumbs a')).href; },
  '?': () => help?.showModal(),
};
addEventListener('keydown', (event) => {
  const target = event.target;
  if (event.key === 'Escape' && target.matches('textarea')) return item(target)?.querySelector('summary')?.focus();
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && target.matches('textarea')) {
    const button = chosen?.form === target.form ? chosen : $('button', target.form);
    event.preventDefault();
    return target.form.requestSubmit(button);
  }
  const typing = target.closest('textarea, select, input:not([type=checkbox], [type=radio])');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || help?.open || (on && !on.checked)) return;
  if (event.key === 'Enter' && target.matches('.pick')) {
    event.preventDefault();
    target.checked = true;
    target.dispatchEvent(new Event('change'));
    const open = next(1, (card) => { const box = $('.pick', item(card)); return box && !box.checked; });
    return open ? select(open, '.pick') : sign && $('button', sign).focus();
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
all('mark.claim, a.chip').forEach((found) => found.addEventListener('click', (event) => {
  const card = cards.find((one) => one.dataset.claim === found.dataset.claim);
  if (card && !event.target.closest('a:not(.chip)') && getSelection().isCollapsed) { event.preventDefault(); select(card); }
}));
all('.back a').forEach((link) => link.addEventListener('click', (event) => {
  event.preventDefault();
  const card = link.closest('[data-claim]');
  mark(card);
  chip(card)?.focus({ preventScroll: true });
}));
cards.forEach((card) => card.addEventListener('toggle', () => { if (card.open) { opened.claims.add(Number(card.dataset.claim)); note(); } }));
all('a[data-source]').forEach((link) => link.addEventListener('click', () => { opened.sources.add(Number(link.dataset.source)); note(); }));

// ------------------------------------------------------------------------------------------------- ticks
const errors = $('#errors'), done = all('.messagelist li').map((line) => line.textContent.trim());
const boxes = all('.pick'), ticked = $('#ticked');
function count() {
  const number = boxes.filter((box) => box.checked).length;
  if (ticked && boxes.length) ticked.textContent = `${number} of ${boxes.length} ticked`;
  return number;
}
boxes.forEach((box) => box.addEventListener('change', count));
sign?.addEventListener('submit', note);
keepTyped(all('.wb form textarea'), boxes.filter((box) => box.dataset.version), Boolean(errors || $('.messagelist li:not(.newer)')));
count();

// --------------------------------------------------------------------------- words that somebody selected
const button = $('#flag-selection'), text = $('.wb .text');
function selected() {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed || !text.contains(range.commonAncestorContainer)) return null;
  const copy = range.cloneContents();
  all('.chip, .vh, .cite, .fn', copy).forEach((label) => label.remove());
  const words = copy.textContent.replace(/\s+/g, ' ').trim();
  return words ? { words, place: range.getBoundingClientRect() } : null;
}
if (flag && button && text) {
  document.addEventListener('selectionchange', () => {
    const found = selected();
    button.hidden = !found;
    if (!found) return;
    const left = Math.min(found.place.left, document.documentElement.clientWidth - button.offsetWidth - 8);
    button.style.left = `${Math.max(8, left) + scrollX}px`;
    button.style.top = `${found.place.bottom + 6 + scrollY}px`;
  });
  button.addEventListener('mousedown', (event) => event.preventDefault());  // the selection stays
  button.addEventListener('click', () => {
    const found = selected();
    if (!found) return;
    all('[data-passage]', flag).forEach((passage) => { passage.checked = false; });
    const quote = $('#flag-quote');
    quote.value = found.words;
    quote.dispatchEvent(new Event('input'));
    button.hidden = true;
    reveal($('input[name=types]', flag));
    tell(`To be flagged: ${found.words}`);
  });
}

// ------------------------------------------------------------------------------------- the list of keys
if (help) {
  const open = $('#keys'), form = $('#keys-form');
  open.hidden = false;
  open.addEventListener('click', () => help.showModal());
  $('#close').addEventListener('click', () => help.close());
  on.addEventListener('change', async () => {
    const words = on.checked ? 'Single keys are on.' : 'Single keys are off.';
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'text/plain' } });
      tell(answer.ok ? words : `${words} For this page only: the choice could not be kept.`);
    } catch { tell(`${words} For this page only: the choice could not be kept.`); }
  });
}

// ---------------------------------------------------------------------------------------- on arriving
if (errors) errors.focus();
else if (location.hash.startsWith('#claim-')) select(cards.find((card) => `#${item(card).id}` === location.hash || `#${card.id}` === location.hash));
else if (cards.some((card) => card.open)) {
  const roll = $('.roll'), card = item(cards.find((found) => found.open));
  roll?.scrollTo(0, card.offsetTop - roll.offsetTop - 8);  // only its own pane moves
}
if (done.length) {
  const open = cards[here] && stillOpen(cards[here]) ? cards[here] : next(1, stillOpen);
  const at = errors ? '' : ` ${open ? `Next open claim: ${cards.indexOf(open) + 1}.` : 'No claim is open.'}`;
  tell(done.join(' ') + (cards.length ? at : ''));
  // Where the card scrolls in a pane of its own, what was done stays in view on top of the page.
  const top = () => matchMedia('(min-width: 64rem)').matches && scrollTo({ top: 0, behavior: 'instant' });
  if (!errors) { top(); addEventListener('load', top, { once: true }); }
}
