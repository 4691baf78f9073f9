// The editor's helpers. Everything works without them: findings are listed, lines are named, a button checks the text.
import { start as keep } from './keep.js';
import { start as live } from './live.js';
import { start as paste } from './paste.js';
import { start as pictures } from './pictures.js';
import { start as toolbar } from './toolbar.js';

const form = document.getElementById('editor');
const body = document.getElementById('id_body');

if (form && body) {
  document.documentElement.classList.add('has-script');
  const desk = live(form, body);
  const openPicture = pictures(form, body, desk.say);
  toolbar(body, form.querySelector('[role=toolbar]'), () => openPicture());
  paste(form, body, desk.say, openPicture);
  keep(form, desk);
  // Browsers bring the cursor into view, which is the first line; the rest would stay under the bar with the button.
  addEventListener('keyup', (event) => {
    if (event.key === 'Tab' && document.activeElement === body) body.scrollIntoView({ block: 'nearest' });
  });
  form.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's') {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
