// Nothing typed is lost: a copy in this browser at once, one on the server a little later, until the text was saved.
const LOCAL = 400;  // milliseconds after the last key
const SERVER = 4000;
const DAYS = 30;
const PREFIX = 'desk:';
const SIGNED_OUT = 'You are signed out. What you type is kept in this browser: sign in again in another tab, then save here.';
const SKIPPED = new Set(['csrfmiddlewaretoken', 'look']);

export function start(form, live) {
  const status = document.getElementById('kept-status');
  const offer = document.getElementById('offer');
  const article = form.elements.article.value;
  const key = `${PREFIX}${form.dataset.person}:${article || 'new'}`;
  const shown = serialise();
  let unsaved = 'typed' in form.dataset;
  let touched = false;
  let signedOut = false;
  let leaving = false;
  const waits = {};

  function values() {
    return [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === 'string');
  }
  // Saving trims; only words make a difference.
  function serialise(list = values()) {
    return JSON.stringify(list.filter(([name, value]) => name !== 'base' && value).map(([name, value]) => [name, value.replace(/\r\n/g, '\n').trim()]));
  }
  function read() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
  function store(copy) {
    try {
      if (copy) localStorage.setItem(key, JSON.stringify(copy));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false;  // full, or switched off: the server still has it
    }
  }
  function clean() {
    const oldest = Date.now() - DAYS * 86_400_000;
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      try {
        if (JSON.parse(localStorage.getItem(name)).at > oldest) continue;
      } catch { /* not ours to read any more */ }
      localStorage.removeItem(name);
    }
  }

  async function post(list, withOffer) {
    const data = new FormData();
    list.forEach(([name, value]) => data.append(name, value));
    if (withOffer) data.append('offer', '1');
    data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    const response = await fetch(form.dataset.autosave, { method: 'POST', body: data });
    return response.status === 403 ? null : response.json();
  }
  // After signing in again in another tab the token of this page is from the old session: fetch a new one, once.
  async function renew() {
    const { csrf } = await (await fetch(form.dataset.autosave)).json();
    signedOut = !csrf;
    if (csrf) document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((field) => { field.value = csrf; });
    return !signedOut;
  }
  async function send(list, withOffer = false) {
    return await post(list, withOffer) || (await renew() ? post(list, withOffer) : null);
  }

  function keepHere() {
    if (!touched) return;  // an offer that nobody answered stays what it is
    const list = values();
    unsaved = 'typed' in form.dataset || serialise(list) !== shown;
    store(unsaved ? { at: Date.now(), list } : null);
  }
  async function keepThere() {
    if (leaving) return;
    try {
      const answer = await send(values());
      if (leaving) return;
      if (answer?.kept) status.textContent = `Kept, not saved: ${new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}.`;
      else if (answer) status.textContent = answer.error || '';
      else status.textContent = SIGNED_OUT;
    } catch {
      status.textContent = 'No connection. What you type is kept in this browser.';
    }
  }
  function typed() {
    touched = true;
    clearTimeout(waits.here);
    clearTimeout(waits.there);
    waits.here = setTimeout(keepHere, LOCAL);
    waits.there = setTimeout(keepThere, SERVER);
  }
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || leaving) return;
    clearTimeout(waits.here);
    keepHere();
    if (unsaved) keepThere();
  });
  form.addEventListener('submit', (event) => {
    if (signedOut) {  // saving would lead to the login page; who signed in again meanwhile saves as ever
      event.preventDefault();
      renew().then((back) => {
        if (back) form.requestSubmit();
        else status.textContent = SIGNED_OUT;
      }, () => { status.textContent = 'No connection. What you type is kept in this browser.'; });
      return;
    }
    leaving = true;
    Object.values(waits).forEach(clearTimeout);
    // The copy stays until the next page shows that the text was saved: the session may have ended meanwhile.
    store({ at: Date.now(), list: values(), sent: true });
  });
  addEventListener('pageshow', () => { leaving = false; });
  addEventListener('beforeunload', (event) => {
    if (leaving) return;
    keepHere();
    if (unsaved) event.preventDefault();
  });

  async function offerBack() {
    const copy = read();
    if (!copy || 'typed' in form.dataset) return;
    const base = Number(copy.list.find(([name]) => name === 'base')?.[1] || 0);
    const isSaved = serialise(copy.list) === shown || (copy.sent && Number(form.elements.base.value || 0) > base);
    if (isSaved) {
      store(null);
      return;
    }
    if (Number(form.dataset.offered || 0) * 1000 >= copy.at - SERVER) return;  // the server offers the same
    try {
      const answer = await send(copy.list, true);
      if (answer?.offer) {
        offer.innerHTML = answer.offer;
        pointToOffer();
        store(null);  // it is on the server now
        return;
      }
      if (answer && !answer.kept && !answer.error) {
        store(null);
        return;
      }
    } catch { /* without a connection the copy of this browser has to do */ }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = 'Bring back what you typed and did not save';
    button.addEventListener('click', () => {
      copy.list.forEach(([name, value]) => {
        const field = form.elements[name];
        if (field?.type === 'checkbox') field.checked = true;
        else if (field && name !== 'article') field.value = value;
      });
      button.remove();
      form.dispatchEvent(new Event('input', { bubbles: true }));
      live.changed();
    });
    offer.replaceChildren(button);
  }

  // A page that is loaded again stays where it was scrolled: the offer above may be out of sight.
  function pointToOffer() {
    if (!document.getElementById('offer-title')) return;
    const link = document.createElement('a');
    link.href = '#offer-title';
    link.textContent = 'Look at it';
    status.replaceChildren('Something you typed here was not saved. ', link);
  }

  clean();
  pointToOffer();
  offerBack();
}
