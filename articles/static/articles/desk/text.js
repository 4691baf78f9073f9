// Reading and changing a field of text. Every change goes the browser's way, so that its undo takes it back.

// Offsets from the server count code points; a field counts UTF-16 units.
export function units(text, points) {
  let at = 0;
  for (let count = 0; count < points && at < text.length; count += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

// setRangeText would be shorter, but it empties the undo of some browsers and stands outside of it in others.
export function put(field, start, end, words) {
  field.focus();
  field.setSelectionRange(start, end);
  const done = words ? document.execCommand('insertText', false, words) : start === end || document.execCommand('delete');
  if (!done) {
    field.setRangeText(words, start, end, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

// Lines wrap: only a copy of the same width knows how far down the words stand.
function above(field, end) {
  const copy = document.createElement('textarea');
  copy.className = field.className;
  copy.rows = 1;
  copy.setAttribute('aria-hidden', 'true');
  copy.tabIndex = -1;
  Object.assign(copy.style, {
    position: 'absolute', visibility: 'hidden', height: '0', minHeight: '0', width: `${field.offsetWidth}px`,
  });
  copy.value = field.value.slice(0, end);
  field.after(copy);
  const height = copy.scrollHeight;
  copy.remove();
  return height;
}

export function select(field, start, end) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  if (field.tagName === 'TEXTAREA') field.scrollTop = Math.max(0, above(field, start) - field.clientHeight / 3);
  field.scrollIntoView({ block: 'nearest' });
}

// Where the words stand now that the server found at these offsets of an earlier text: there, or the nearest same words.
export function locate(field, earlier, startPoints, endPoints) {
  const start = units(earlier, startPoints);
  const words = earlier.slice(start, units(earlier, endPoints));
  const now = field.value;
  if (!words || now.startsWith(words, start)) return [start, start + words.length];
  let best = -1;
  for (let at = now.indexOf(words); at >= 0; at = now.indexOf(words, at + 1)) {
    if (best < 0 || Math.abs(at - start) < Math.abs(best - start)) best = at;
  }
  return best < 0 ? null : [best, best + words.length];
}

// The lines that the selection touches, as offsets.
export function lines(field) {
  const { value, selectionStart, selectionEnd } = field;
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const last = selectionEnd > selectionStart && value[selectionEnd - 1] === '\n' ? selectionEnd - 1 : selectionEnd;
  const end = value.indexOf('\n', last);
  return [start, end < 0 ? value.length : end];
}

// A block stands alone: an empty line before and after it, whatever the cursor stands in.
export function putBlock(field, block) {
  const { value, selectionStart, selectionEnd } = field;
  const before = value.slice(0, selectionStart);
  const after = value.slice(selectionEnd);
  const lead = !before.trim() ? '' : before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const tail = !after.trim() ? '\n' : after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n';
  put(field, selectionStart, selectionEnd, lead + block + tail);
  return selectionStart + lead.length;
}
