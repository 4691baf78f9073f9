// "Show what was checked": marks each signed sentence and hangs a note beside it (who, when, on which source).
// Without this file the button is a link to the page that says the same. The notes are that page's own entries, fetched
// once, when somebody asks for them.
const link = document.querySelector("[data-show-checked]");
const ends = [...document.querySelectorAll("[data-note]")];
if (link && ends.length && "popover" in HTMLElement.prototype) {
  const root = document.documentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.textContent = link.textContent;
  button.setAttribute("aria-pressed", "false");
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  link.replaceWith(button);
  button.after(status);
  const notes = new Map(); // number of the claim → its note

  const noteFor = (number) => {
    if (notes.has(number)) return notes.get(number);
    const note = document.createElement("div");
    note.id = `note-${number}`;
    note.className = "note";
    note.dataset.number = number;
    note.popover = "auto";
    note.setAttribute("role", "group");
    note.setAttribute("aria-label", `Note ${number}`);
    const text = document.createElement("p");
    text.textContent = "Loading…";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn second";
    close.textContent = "Close";
    close.setAttribute("popovertarget", note.id);
    close.setAttribute("popovertargetaction", "hide");
    note.append(text, close);
    notes.set(number, note);
    return note;
  };

  const prepare = () => {
    for (const end of ends) {
      const number = end.dataset.note;
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "note-chip";
      chip.textContent = `✓${number}`;
      chip.setAttribute("aria-label", `Checked. Note ${number}`);
      const note = noteFor(number);
      chip.setAttribute("popovertarget", note.id);
      let place = end; // behind the source marks, so that these stay with their sentence
      while (place.nextSibling?.className === "cite") place = place.nextSibling;
      place.after(chip);
    }
    const list = document.createElement("div");
    list.className = "note-list";
    list.append(...notes.values());
    document.querySelector("article").append(list);
  };

  const fill = (page) => {
    for (const [number, note] of notes) {
      const entry = page.getElementById(`claim-${number}`);
      if (entry) note.firstChild.replaceWith(...[...entry.children].map((part) => document.importNode(part, true)));
    }
  };

  const fail = () => {
    for (const note of notes.values()) {
      const way = document.createElement("a");
      way.href = link.href;
      way.textContent = "The notes did not load. They stand on a page of their own.";
      note.firstChild.replaceChildren(way);
    }
  };

  const load = () => {
    const request = new XMLHttpRequest(); // it parses a page without any sink for markup
    request.responseType = "document";
    request.open("GET", link.href);
    request.onload = () => (request.status === 200 && request.responseXML ? fill(request.responseXML) : fail());
    request.onerror = fail;
    request.send();
  };

  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    if (!notes.size) {
      prepare();
      load();
    }
    button.setAttribute("aria-pressed", String(shown));
    root.classList.toggle("shows-checked", shown);
    status.textContent = shown ? `${ends.length} checked sentences are marked.` : "The marks are gone.";
  });
}
