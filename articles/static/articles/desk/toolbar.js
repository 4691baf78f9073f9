// The toolbar: one stop for Tab, arrow keys inside it, and the keys of its buttons in the text.
import { lines, put, putBlock } from './text.js';

const HOLE = '…';

function wrap(field, { before, after, words }) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const chosen = value.slice(start, end);
  const around = value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (around) {
    put(field, start - before.length, end + after.length, chosen);
    field.setSelectionRange(start - before.length, end - before.length);
    return;
  }
  const inner = chosen || words;
  put(field, start, end, before + inner + after);
  const address = after.indexOf('https://');
  if (chosen && address >= 0) {
    const at = start + before.length + inner.length + address;
    field.setSelectionRange(at, at + 'https://'.length);
  } else {
    field.setSelectionRange(start + before.length, start + before.length + inner.length);
  }
}

function prefix(field, { before }) {
  const [start, end] = lines(field);
  const rows = field.value.slice(start, end).split('\n');
  const known = /^(#{1,6} |[-*+] |\d+[.)] |> )/;
  const numbered = before === '1. ';
  const same = rows.every((row) => !row || (numbered ? /^\d+\. /.test(row) : row.startsWith(before)));
  const changed = rows.map((row, index) => {
    const bare = row.replace(known, '');
    if (same && rows.some(Boolean)) return bare;
    return (row || rows.length === 1) ? (numbered ? `${index + 1}. ` : before) + bare : row;
  }).join('\n');
  put(field, start, end, changed);
  if (rows.length > 1) field.setSelectionRange(start, start + changed.length);
}

function block(field, { before }) {
  const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
  const hole = before.indexOf(HOLE);
  const start = putBlock(field, before.replace(HOLE, () => chosen || HOLE));
  if (hole >= 0) field.setSelectionRange(start + hole, start + hole + (chosen || HOLE).length);
}

// The mark stands at the cursor, the note at the end of the text, and the cursor in the note.
function note(field) {
  const used = [...field.value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
  const label = Math.max(0, ...used) + 1;
  put(field, field.selectionEnd, field.selectionEnd, `[^${label}]`);
  const text = field.value;
  const wanted = /(?:^|\n)\[\^\d+\]: .*\n*$/.test(text) ? 1 : 2;  // notes stand line under line
  const lead = '\n'.repeat(Math.max(0, wanted - /\n*$/.exec(text)[0].length));
  const words = 'Who says it, where, and when.';
  put(field, text.length, text.length, `${lead}[^${label}]: ${words}`);
  field.setSelectionRange(field.value.length - words.length, field.value.length);
}

const COMMANDS = { wrap, lines: prefix, block, note };

function pressed(event) {
  const names = [];
  if (event.ctrlKey || event.metaKey) names.push('Ctrl');
  if (event.altKey) names.push('Alt');
  if (event.shiftKey) names.push('Shift');
  const digit = /^Digit(\d)$/.exec(event.code);  // Shift+8 is another character on each keyboard
  names.push(digit ? digit[1] : event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return names.join('+');
}

export function start(field, toolbar, openPicture) {
  const buttons = [...toolbar.querySelectorAll('button')];
  const keys = new Map(buttons.filter((button) => button.ariaKeyShortcuts || button.getAttribute('aria-keyshortcuts'))
    .map((button) => [button.getAttribute('aria-keyshortcuts'), button]));
  let here = 0;

  function run(button) {
    if (button.dataset.command === 'picture') openPicture();
    else COMMANDS[button.dataset.command](field, button.dataset);
  }
  function move(to) {
    buttons[here].tabIndex = -1;
    here = (to + buttons.length) % buttons.length;
    buttons[here].tabIndex = 0;
  }

  move(0);
  toolbar.hidden = false;
  toolbar.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    move(buttons.indexOf(button));
    run(button);
  });
  toolbar.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      move(steps[event.key]);
      buttons[here].focus();
    } else if (event.key === 'Escape') {
      field.focus();
    }
  });
  field.addEventListener('keydown', (event) => {
    // AltGr writes characters on many keyboards and looks like Ctrl+Alt.
    if (event.isComposing || event.getModifierState('AltGraph')) return;
    const name = pressed(event);
    if (name === 'Alt+F10') {
      event.preventDefault();
      buttons[here].focus();
    } else if (keys.has(name)) {
      event.preventDefault();
      run(keys.get(name));
    } else if (name === 'Enter') {
      continueList(field, event);
    }
  });
}

// Enter in a list begins the next item; in an empty item it ends the list.
function continueList(field, event) {
  const { value, selectionStart, selectionEnd } = field;
  if (selectionStart !== selectionEnd) return;
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const line = value.slice(start, selectionStart);
  const found = /^(\s*)(?:([-*+])|(\d{1,4})([.)]))( +)/.exec(line);
  if (!found) return;
  event.preventDefault();
  if (line === found[0]) {
    put(field, start, selectionStart, '\n');  // an empty line, else the next words belong to the last item
    return;
  }
  const [, indent, bullet, number, dot, space] = found;
  put(field, selectionStart, selectionStart, `\n${indent}${bullet || Number(number) + 1 + dot}${space}`);
}
