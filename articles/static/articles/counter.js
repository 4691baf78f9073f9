/* Counts while somebody types. Without it the count is that of the text as it was loaded. */
(function () {
  "use strict";

  document.querySelectorAll("[data-length-of]").forEach(function (line) {
    const field = document.getElementById(line.dataset.lengthOf);
    const count = line.querySelector("[data-count]");
    const advice = line.querySelector("[data-advice]");
    if (!field || !count || !advice) return;

    field.addEventListener("input", function () {
      const length = Array.from(field.value.trim()).length;
      let kind = "good";
      if (!length) kind = "empty";
      else if (length < Number(line.dataset.least)) kind = "short";
      else if (length > Number(line.dataset.most)) kind = "long";
      count.textContent = length;
      if (kind === line.dataset.kind) return; // the sentence is read aloud when it changes, not at every key
      line.dataset.kind = kind;
      advice.textContent = line.dataset[kind];
    });
  });
})();
