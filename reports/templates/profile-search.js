"use strict";
const box = document.getElementById("search");
const rows = Array.from(document.querySelectorAll("#all tbody tr"));
const told = document.getElementById("found");
function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    found += row.hidden ? 0 : 1;
  }
  told.textContent = words.length ? found + " of " + rows.length + " requirements" : "";
}
document.getElementById("searching").hidden = false;
box.addEventListener("input", search);
