"use strict";
// What a page can do beyond being read; without it, everything can still be read.
// It runs before the page is drawn: a reader's size and colours stand from the first moment.
(function () {
  var root = document.documentElement;
  var kinds = ["size", "colour", "mode"];
  function recall(kind) {
    try { return localStorage.getItem("reading-" + kind) || ""; } catch (error) { return ""; }
  }
  function remember(kind, value) {
    try { localStorage.setItem("reading-" + kind, value); } catch (error) { /* private browsing */ }
  }
  function apply(kind, value) {
    if (value) { root.setAttribute("data-" + kind, value); } else { root.removeAttribute("data-" + kind); }
    document.querySelectorAll("button[data-" + kind + "]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-" + kind) === value));
    });
  }
  function choose(kind, value) {
    remember(kind, value);
    apply(kind, value);
  }
  function applyAll() { kinds.forEach(function (kind) { apply(kind, recall(kind)); }); }
  root.classList.add("scripted");
  applyAll();
  document.addEventListener("DOMContentLoaded", applyAll);
  document.addEventListener("click", function (event) {
    opened().forEach(function (part) { if (!part.contains(event.target)) { part.open = false; } });
    var button = event.target.closest("[data-tools] button");
    if (!button) { return; }
    kinds.forEach(function (kind) {
      var value = button.getAttribute("data-" + kind);
      if (value === null) { return; }
      choose(kind, kind === "mode" && recall(kind) === value ? "" : value);
    });
    if (button.hasAttribute("data-reset")) { kinds.forEach(function (kind) { choose(kind, ""); }); }
    if (button.hasAttribute("data-print")) { window.print(); }
    if (button.hasAttribute("data-copy")) { copy(button); }
    if (button.hasAttribute("data-share")) { navigator.share({ title: document.title, url: address() }).catch(function () {}); }
  });
  document.addEventListener("keydown", function (event) {
    var part = opened()[0];
    if (event.key !== "Escape" || !part) { return; }
    part.open = false;
    part.querySelector("summary").focus();
  });
  // The figures of a page come when they come, into a line that is there already.
  function countVisit() {
    var line = document.querySelector("[data-visits]");
    if (!line || !window.fetch) { return; }
    fetch("/api/visits?path=" + encodeURIComponent(location.pathname), { method: "POST" })
      .then(function (answer) { return answer.status === 200 ? answer.json() : null; })
      .then(function (found) { if (found) { show(line, found); } })
      .catch(function () { /* a page without its figures is whole */ });
  }
  function show(line, found) {
    line.children[0].textContent = "本页浏览 " + found.views.toLocaleString("zh-CN") + " 次";
    line.children[1].textContent = "本站访问 " + found.site.toLocaleString("zh-CN") + " 人次";
  }
  document.addEventListener("DOMContentLoaded", countVisit);
  function opened() { return document.querySelectorAll("details.reading[open]"); }
  function address() {
    var link = document.querySelector("link[rel=canonical]");
    return link ? link.href : location.href;
  }
  // Without the clipboard (a page that is not encrypted) there is nothing to press.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = !navigator.clipboard; });
    document.querySelectorAll("[data-share]").forEach(function (button) { button.hidden = !navigator.share; });
  });
  function copy(button) {
    navigator.clipboard.writeText(address()).then(
      function () { button.textContent = "已复制网址"; },
      function () { button.textContent = "没有复制成功，请从地址栏复制"; }
    );
  }
})();
