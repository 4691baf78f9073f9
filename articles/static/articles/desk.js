/* The editor's small helpers. Everything works without them: lines are named in words, pictures have a page of their own. */
(function () {
  "use strict";

  const form = document.querySelector("form.editor");
  const editor = form && form.querySelector(".markdownx-editor");
  if (!editor) return;
  const frame = editor.closest(".markdownx");

  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "message-line";
  frame.after(status);

  /* Offsets count code points; a textarea counts UTF-16 units. */
  function units(text, points) {
    return Array.from(text).slice(0, points).join("").length;
  }

  function select(field, start, end) {
    field.focus();
    field.setSelectionRange(start, end);
    if (field.tagName !== "TEXTAREA") return;
    /* Lines wrap: only a copy of the same width knows how far down the words stand. */
    const copy = field.cloneNode(false);
    copy.removeAttribute("id");
    copy.removeAttribute("name");
    copy.style.cssText = "position:absolute; visibility:hidden; height:0; min-height:0; width:" + field.offsetWidth + "px";
    copy.value = field.value.slice(0, start);
    field.after(copy);
    const above = copy.scrollHeight;
    copy.remove();
    field.scrollTop = Math.max(0, above - field.clientHeight / 3);
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a.jump");
    if (!link) return;
    const field = document.getElementById("id_" + link.dataset.part);
    if (!field || !field.setSelectionRange) return;
    event.preventDefault();
    select(field, units(field.value, Number(link.dataset.start)), units(field.value, Number(link.dataset.end)));
  });

  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) {
    const before = editor.value.split("\n").slice(0, Number(line[1]) - 1).join("\n");
    const start = before.length + (Number(line[1]) > 1 ? 1 : 0);
    const end = editor.value.indexOf("\n", start);
    select(editor, start, end < 0 ? editor.value.length : end);
  }

  /* The widget would turn Tab into a character and trap the keyboard: Tab goes on to the next control. */
  frame.addEventListener("keydown", function (event) {
    if (event.key === "Tab") event.stopPropagation();
  }, true);

  /* Nothing typed is lost: a copy stays in this tab until the text was saved. */
  const base = form.querySelector("[name=base]");
  const key = "desk:" + location.pathname + ":" + (base ? base.value : "");
  const shown = editor.value;
  const kept = sessionStorage.getItem(key);
  if (kept !== null && kept !== shown) {
    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "button";
    offer.textContent = "Bring back what you typed and did not save";
    offer.addEventListener("click", function () {
      editor.value = kept;
      editor.dispatchEvent(new Event("input", { bubbles: true }));
      offer.remove();
    });
    frame.before(offer);
  }
  editor.addEventListener("input", function () {
    sessionStorage.setItem(key, editor.value);
  });

  /* A dropped or pasted picture: ask what it shows, then send both. The widget alone would send it without words. */
  async function send(file) {
    const alt = window.prompt("What does the picture show? One sentence for people who do not see it.");
    if (!alt || !alt.trim()) {
      status.textContent = "The picture was not added: it needs a sentence that says what it shows.";
      return;
    }
    const data = new FormData();
    data.append("image", file);
    data.append("alt", alt);
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    status.textContent = "Sending the picture…";
    try {
      const response = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body: data });
      const answer = await response.json();
      if (answer.image_code) {
        editor.setRangeText(answer.image_code, editor.selectionStart, editor.selectionEnd, "end");
        editor.dispatchEvent(new Event("input", { bubbles: true }));
        status.textContent = "The picture was added.";
      } else {
        status.textContent = answer.error;
      }
    } catch (error) {
      status.textContent = "The picture could not be sent. Try again, or add it to the library.";
    }
  }

  function take(event, files) {
    if (!files || !files.length) return;
    event.preventDefault();
    event.stopPropagation();
    send(files[0]);
  }
  frame.addEventListener("drop", function (event) { take(event, event.dataTransfer && event.dataTransfer.files); }, true);
  frame.addEventListener("paste", function (event) { take(event, event.clipboardData && event.clipboardData.files); }, true);
})();
