"use strict";
// What a page can do beyond being read; without it, everything can still be read.
(function () {
  var sizes = { large: "1.5rem", medium: "1.25rem", small: "1.125rem" };
  var root = document.documentElement;
  function resize(name) {
    root.style.setProperty("--text-size", sizes[name] || sizes.small);
    try { localStorage.setItem("text-size", name); } catch (error) { /* private browsing */ }
  }
  try {
    var kept = localStorage.getItem("text-size");
    if (kept) { resize(kept); }
  } catch (error) { /* private browsing */ }
  var tools = document.querySelector("[data-tools]");
  if (!tools) { return; }
  tools.hidden = false;
  tools.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.size) { resize(button.dataset.size); }
    if ("print" in button.dataset) { window.print(); }
    if ("share" in button.dataset) { share(button); }
  });
  function share(button) {
    var link = document.querySelector("link[rel=canonical]");
    var address = link ? link.href : location.href;
    if (navigator.share) {
      navigator.share({ title: document.title, url: address }).catch(function () {});
    } else if (navigator.clipboard) {
      navigator.clipboard.writeText(address).then(function () { button.textContent = "已复制网址"; });
    }
  }
})();
