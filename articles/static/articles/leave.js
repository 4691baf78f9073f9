// The way out of a sensitive page. Without this file it is a plain link. With it the page is covered at once, its entry
// in the history replaced, and Shift or Escape pressed three times does the same; screen readers hear the count.
"use strict";

const PRESSES = 3;
const FORGET_AFTER = 5000; // milliseconds
const KEYS = ["Shift", "Escape"];
const way = document.querySelector(".exit a");

if (way) {
  const status = document.createElement("span");
  status.className = "vh";
  status.setAttribute("role", "status");
  way.after(status);

  const leave = () => {
    document.body.replaceChildren();
    document.title = "Loading";
    location.replace(way.href);
  };
  for (const link of document.querySelectorAll(".exit a, .skip[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }

  let presses = 0;
  let last = "";
  let timer = 0;
  let mixed = false; // held with another key: a capital letter, a shortcut
  const forget = () => {
    presses = 0;
    status.textContent = "";
  };
  addEventListener("keydown", (event) => {
    mixed = !KEYS.includes(event.key);
    if (mixed) forget();
  });
  addEventListener("keyup", (event) => {
    if (mixed || !KEYS.includes(event.key)) return;
    if (event.key !== last) presses = 0;
    last = event.key;
    presses += 1;
    if (presses === PRESSES) {
      leave();
      return;
    }
    const left = PRESSES - presses;
    status.textContent = `${event.key}: press ${left} more ${left === 1 ? "time" : "times"} to leave this site.`;
    clearTimeout(timer);
    timer = setTimeout(forget, FORGET_AFTER);
  });
}
