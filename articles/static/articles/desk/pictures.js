// The dialog for figures: a new picture with its words, or one of the library.
import { put, putBlock } from './text.js';

export function start(form, body, say) {
  const dialog = document.getElementById('picture-dialog');
  const add = document.getElementById('picture-form');
  const library = document.getElementById('library-form');
  const error = document.getElementById('picture-error');
  const found = document.getElementById('library-found');
  const status = document.getElementById('library-status');
  let place = [0, 0];

  function open(file) {
    place = [body.selectionStart, body.selectionEnd];
    error.textContent = '';
    if (file) {
      const files = new DataTransfer();
      files.items.add(file);
      add.elements.image.files = files.files;
    }
    dialog.showModal();
    add.elements[file ? 'alt' : 'image'].focus();
    search();
  }
  function write(code, caption) {
    dialog.close();
    body.focus();
    body.setSelectionRange(...place);
    let words = caption.trim().replace(/"/g, '”');
    const credited = / "(.*)"\)$/.exec(code); // whose picture it is stands below it, behind the caption
    if (words && credited) words += /[.!?…]$/.test(words) ? ' ' : '. ';
    if (credited) putBlock(body, `${code.slice(0, credited.index)} "${words}${credited[1]}")`);
    else if (words) putBlock(body, code.replace(/\)$/, ` "${words}")`));
    else put(body, ...place, code);
    say('The picture was put in.');
    add.reset();
  }

  add.addEventListener('submit', async (event) => {
    event.preventDefault();
    error.textContent = '';
    if (!add.elements.image.files.length) {
      error.textContent = 'Choose a picture first.';
      add.elements.image.focus();
      return;
    }
    const data = new FormData(add);
    data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(body.dataset.markdownxUploadUrlsPath, { method: 'POST', body: data });
      const answer = await response.json();
      if (answer.image_code) return write(answer.image_code, add.elements.caption.value);
      const wrong = Object.keys(answer.fields || {})[0];
      error.textContent = answer.error;
      add.elements[wrong || 'image']?.focus();
    } catch {
      error.textContent = 'The picture could not be sent. Try again, or add it to the library.';
    }
    return undefined;
  });

  async function search(event) {
    event?.preventDefault();
    try {
      const words = new URLSearchParams({ q: library.elements.q.value });
      const answer = await (await fetch(`${form.dataset.pictures}?${words}`)).json();
      if (answer.error) throw new Error(answer.error);
      found.replaceChildren(...answer.pictures.map(item));
      status.textContent = answer.pictures.length ? `${answer.pictures.length} pictures${answer.more ? ', and more: add words' : ''}.` : 'No picture was found.';
    } catch {
      status.textContent = 'The library cannot be reached.';
    }
  }
  function item(picture) {
    const entry = document.createElement('li');
    const button = document.createElement('button');
    const image = document.createElement('img');
    button.type = 'button';
    button.className = 'button';
    image.src = picture.thumb;
    image.alt = '';
    button.append(image, picture.alt);
    button.addEventListener('click', () => write(picture.image_code, add.elements.caption.value));
    entry.append(button);
    return entry;
  }
  library.addEventListener('submit', search);

  body.addEventListener('dragover', (event) => {
    if ([...event.dataTransfer.types].includes('Files')) event.preventDefault();
  });
  body.addEventListener('drop', (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
  return open;
}
