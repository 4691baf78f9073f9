// Preview, findings and gate follow the typing. Only the newest answer counts: late ones are dropped.
import { locate, put, select } from './text.js';

const PAUSE = 150;  // milliseconds after the last key until the marks are asked for
const REST = 700;  // and until the gate is asked

export function start(form, body) {
  const preview = document.getElementById('preview');
  const findings = document.getElementById('findings');
  const gate = document.getElementById('blocks');
  const status = document.getElementById('live-status');
  const fieldOf = (part) => document.getElementById(`id_${part}`);
  const parts = ['title', 'summary', 'meta_description', 'body'];
  const waits = {};
  const running = {};
  let turn = 0;
  let states = statesShown();
  let judged = textNow();  // the text that the findings on the page speak of
  let said = '';

  function textNow() {
    return Object.fromEntries(parts.map((part) => [part, fieldOf(part).value]));
  }
  function statesShown() {
    const found = {};
    findings.querySelectorAll('li[class^="s-"]').forEach((item) => {
      const [sign, ...label] = item.querySelector('.state').textContent.trim().split(/\s+/);
      found[item.dataset.anchor] = {
        css: item.className.slice(2), sign, label: label.join(' '),
        wanted: item.querySelector('.wanted').textContent.replace(/^\. |\.$/g, ''),
      };
    });
    return found;
  }

  async function ask(name, url, take) {
    const mine = turn;
    const text = textNow();
    running[name]?.abort();
    running[name] = new AbortController();
    try {
      const response = await fetch(url, { method: 'POST', body: new FormData(form), signal: running[name].signal });
      const answer = await response.json();
      if (mine !== turn) return;
      if (answer.error) say(answer.error);
      else take(answer, text);
    } catch (error) {
      if (error.name !== 'AbortError' && mine === turn) say('The preview cannot be reached: what it shows is from before.');
    }
  }
  function say(words) {
    if (words !== said) status.textContent = said = words;
  }

  function takeMarks(answer, text) {
    const scrolled = preview.scrollTop;
    preview.innerHTML = answer.preview;
    preview.scrollTop = scrolled;
    const open = new Set([...findings.querySelectorAll('details[open]')].map((item) => item.closest('li')?.dataset.anchor));
    const focused = findings.contains(document.activeElement) ? position(document.activeElement) : null;
    findings.innerHTML = answer.findings;
    judged = text;
    findings.querySelectorAll('details').forEach((item) => { item.open = open.has(item.closest('li')?.dataset.anchor); });
    showStates();
    if (focused) refocus(focused);
    follow();
    form.dispatchEvent(new CustomEvent('desk:marked', { bubbles: true }));
  }
  // New lists take the focus away from whoever reads them: it goes back to the same kind of control at the same place.
  function position(element) {
    const kind = element.matches('.apply') ? '.apply' : element.matches('.jump') ? '.jump' : 'summary, a, button';
    return [kind, [...findings.querySelectorAll(kind)].indexOf(element)];
  }
  function refocus([kind, index]) {
    const found = findings.querySelectorAll(kind);
    (found[Math.min(index, found.length - 1)] || findings.querySelector('a, button, summary'))?.focus({ preventScroll: true });
  }

  function takeGate(answer) {
    const open = gate.querySelector('details')?.open;
    gate.innerHTML = answer.gate;
    if (open && gate.querySelector('details')) gate.querySelector('details').open = true;
    states = answer.states;
    showStates();
    const claims = findings.querySelectorAll('.claims > li').length;
    const words = findings.querySelectorAll('.wording-list > li').length;
    say(`${claims} claim${claims === 1 ? '' : 's'}, ${words} to reword.`);
  }
  function showStates() {
    findings.querySelectorAll('.claims > li').forEach((item) => {
      const known = states[item.dataset.anchor];
      const state = item.querySelector('.state');
      state.hidden = !known;
      item.className = known ? `s-${known.css}` : '';
      if (!known) return;
      const sign = document.createElement('span');
      sign.ariaHidden = 'true';
      sign.textContent = known.sign;
      state.replaceChildren(sign, ` ${known.label}`);
      const wanted = known.wanted;
      item.querySelector('.wanted').textContent = wanted ? `. ${wanted[0].toUpperCase()}${wanted.slice(1)}.` : '';
    });
  }

  function changed() {
    turn += 1;
    clearTimeout(waits.marks);
    clearTimeout(waits.gate);
    waits.marks = setTimeout(() => ask('marks', form.dataset.marks, takeMarks), PAUSE);
    waits.gate = setTimeout(() => ask('gate', form.dataset.gate, takeGate), REST);
  }
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);

  // The preview shows what is being written: the words between the same two headings, as far down.
  function follow() {
    if (document.activeElement !== body) return;
    const heading = /^#{1,6} .*\S/gm;
    const at = body.selectionStart;
    const ends = [0, ...[...body.value.matchAll(heading)].map((found) => found.index), body.value.length];
    let index = 0;
    while (index + 2 < ends.length && ends[index + 1] <= at) index += 1;
    const tops = [0, ...[...preview.querySelectorAll('[data-part=body] :is(h2, h3, h4, h5, h6)[id]')]
      .map((found) => found.getBoundingClientRect().top - preview.getBoundingClientRect().top + preview.scrollTop), preview.scrollHeight];
    if (tops.length !== ends.length) return;
    const share = (at - ends[index]) / Math.max(1, ends[index + 1] - ends[index]);
    const top = tops[index] + share * (tops[index + 1] - tops[index]);
    if (top < preview.scrollTop || top > preview.scrollTop + preview.clientHeight * 0.8) {
      preview.scrollTop = top - preview.clientHeight / 3;
    }
  }
  body.addEventListener('click', follow);

  // ---------------------------------------------------------------------------------------------- from finding to text
  function placeOf(element) {
    const { part, start, end } = element.dataset;
    return locate(fieldOf(part), judged[part], Number(start), Number(end));
  }
  function jump(link) {
    const place = placeOf(link);
    if (place) select(fieldOf(link.dataset.part), ...place);
    else say('These words have just been changed.');
    return Boolean(place);
  }
  function apply(button) {
    const place = placeOf(button);
    if (!place) return say('These words have just been changed.');
    const field = fieldOf(button.dataset.part);
    const { instead } = button.dataset;
    put(field, ...place, instead);
    select(field, place[0], place[0] + instead.length);
    return say(`Now it says “${instead}”. Ctrl+Z takes it back.`);
  }
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.jump');
    const button = event.target.closest('button.apply');
    if (button) return apply(button);
    if (link && fieldOf(link.dataset.part)) {
      event.preventDefault();
      return jump(link);
    }
    const mark = preview.contains(event.target) && event.target.closest('mark, a.chip');
    if (!mark) return undefined;
    event.preventDefault();
    const name = mark.dataset.wording ? 'wording' : 'claim';
    const number = mark.dataset[name];
    const links = findings.querySelectorAll(`li[data-${name}="${number}"] .jump`);
    const same = [...preview.querySelectorAll(`${mark.localName}[data-${name}="${number}"]`)];
    const chosen = links[Math.min(same.indexOf(mark), links.length - 1)];
    findings.querySelectorAll('.here').forEach((item) => item.classList.remove('here'));
    const item = chosen?.closest('li');
    item?.classList.add('here');
    item?.scrollIntoView({ block: 'nearest' });
    return chosen && jump(chosen);
  });

  // F8 goes from finding to finding as in editors of code, Ctrl+. takes the suggestion at the cursor.
  const order = { title: 0, summary: 1, meta_description: 2, body: 3 };
  function inOrder(selector) {
    const found = [...findings.querySelectorAll(selector)]
      .map((element) => ({ element, part: element.dataset.part, place: placeOf(element) }))
      .filter((item) => item.place);
    return found.sort((one, other) => order[one.part] - order[other.part] || one.place[0] - other.place[0]);
  }
  form.addEventListener('keydown', (event) => {
    const part = event.target.name;
    if (event.key === 'F8') {
      event.preventDefault();
      const all = inOrder('.jump');
      const at = event.target.selectionStart ?? 0;
      const isHere = (item) => item.part === part && item.place[0] === at && item.place[1] === event.target.selectionEnd;
      const rank = (item) => order[item.part] - (order[part] ?? -1) || item.place[0] - at;
      const next = event.shiftKey ? all.filter((item) => rank(item) < 0).pop() || all.at(-1) : all.find((item) => rank(item) >= 0 && !isHere(item)) || all[0];
      if (!next) return say('Nothing was found in this text.');
      jump(next.element);
      const item = next.element.closest('li');
      item.scrollIntoView({ block: 'nearest' });
      return say(item.querySelector('.words, p:nth-of-type(2)')?.textContent.trim() || '');
    }
    if (event.key === '.' && (event.ctrlKey || event.metaKey)) {
      const at = event.target.selectionStart;
      const found = inOrder('.apply').find((item) => item.part === part && item.place[0] <= at && at <= item.place[1]);
      event.preventDefault();
      return found ? apply(found.element) : say('There is no suggestion at the cursor.');
    }
    return undefined;
  });

  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) {
    const rows = body.value.split('\n');
    const begin = rows.slice(0, Number(line[1]) - 1).join('\n').length + (Number(line[1]) > 1 ? 1 : 0);
    select(body, begin, begin + (rows[Number(line[1]) - 1] || '').length);
  }
  return { say, changed };
}
