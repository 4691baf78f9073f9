// Word, Google Docs and web pages put HTML on the clipboard: the server turns it into Markdown.
import { put, putBlock } from './text.js';

export function start(form, body, say, openPicture) {
  async function convert(html) {
    const data = new FormData();
    data.append('html', html);
    data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    const response = await fetch(form.dataset.paste, { method: 'POST', body: data });
    const answer = await response.json();
    if (answer.error) throw new Error(answer.error);
    return answer;
  }
  function write(words) {
    if (words.includes('\n')) putBlock(body, words);
    else put(body, body.selectionStart, body.selectionEnd, words);
  }
  body.addEventListener('paste', async (event) => {
    const { clipboardData } = event;
    const html = clipboardData.getData('text/html');
    const plain = clipboardData.getData('text/plain');
    if (!html && clipboardData.files.length) {
      event.preventDefault();
      openPicture(clipboardData.files[0]);
      return;
    }
    if (!html) return;  // plain text, also Ctrl+Shift+V: the browser's own way
    event.preventDefault();
    say('Turning what you pasted into Markdown …');
    try {
      const answer = await convert(html);
      write(answer.markdown || plain);
      say(['Pasted as Markdown. Ctrl+Z takes it back.', ...answer.notes].join(' '));
    } catch (error) {
      write(plain);
      say(`Pasted as plain text. ${error instanceof SyntaxError || error instanceof TypeError ? 'The converter cannot be reached.' : error.message}`);
    }
  });
}
