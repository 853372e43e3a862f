"use strict";
// What a page can do beyond being read; without it, everything can still be read.
// It runs before the page is drawn: a reader's size and colours stand from the first moment.
(function () {
  var root = document.documentElement;
  var kinds = ["size", "colour", "mode", "guide", "pointer", "caption", "speed"];
  var toggles = ["mode", "guide", "pointer", "caption"]; // a second press ends them
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
      choose(kind, toggles.indexOf(kind) >= 0 && root.getAttribute("data-" + kind) === value ? "" : value);
      if (kind === "speed" && spoken) { say(); }
    });
    if (button.hasAttribute("data-reset")) { kinds.forEach(function (kind) { choose(kind, ""); }); hush(); }
    if (button.hasAttribute("data-read")) { if (spoken) { hush(); } else { readAloud(); } }
    if (button.hasAttribute("data-print")) { window.print(); }
    if (button.hasAttribute("data-copy")) { copy(button); }
    if (button.hasAttribute("data-share")) { navigator.share({ title: document.title, url: address() }).catch(function () {}); }
  });
  document.addEventListener("keydown", function (event) {
    var part = opened()[0];
    if (event.key !== "Escape") { return; }
    if (!part) { hush(); return; }
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

  // The line that is being read, and in large letters what is pointed at or has the focus.
  var WORDS = "h1, h2, h3, h4, p, li, th, td, dt, dd, figcaption, caption, pre";
  var SHOWN = WORDS + ", a, button, summary, label, img, input, select, textarea";
  var guide = aid("guide");
  var caption = aid("caption");
  function aid(name) {
    var box = document.createElement("div");
    box.className = name;
    box.setAttribute("aria-hidden", "true"); // whoever listens hears the thing itself
    return box;
  }
  function wordsOf(part) {
    return part.alt || part.getAttribute("aria-label") || part.placeholder || part.innerText || (part.labels && part.labels[0] ? part.labels[0].innerText : "");
  }
  function follow(event) {
    var part = event.target.closest ? event.target.closest(SHOWN) : null;
    if (root.hasAttribute("data-caption") && part) { caption.textContent = wordsOf(part).trim().slice(0, 200); }
    if (event.type === "focusin") { guide.style.top = event.target.getBoundingClientRect().bottom + 8 + "px"; }
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.body.appendChild(guide);
    document.body.appendChild(caption);
    document.addEventListener("focusin", follow);
    document.addEventListener("mouseover", follow);
    document.addEventListener("pointermove", function (event) { guide.style.top = event.clientY + 16 + "px"; });
  });

  // Reading aloud, sentence by sentence: browsers break off what is long.
  var speech = "SpeechSynthesisUtterance" in window ? window.speechSynthesis : null;
  var rates = { slow: 0.7, fast: 1.5 };
  var parts = [];
  var at = 0;
  var spoken = null;
  function readAloud() {
    var chosen = String(window.getSelection()).trim();
    parts = [];
    at = 0;
    if (chosen) { collect(document.body, chosen); } else { document.querySelectorAll(WORDS).forEach(collectPart); }
    say();
  }
  function collectPart(part) {
    var isText = part.closest("main") && part.getClientRects().length && !part.closest("[data-tools], .share, .unseen");
    if (isText && !part.parentElement.closest(WORDS)) { collect(part, part.innerText); }
  }
  function collect(place, text) {
    (text.match(/[^。！？；\n]{1,100}(?![A-Za-z])[。！？；]*/g) || []).forEach(function (words) {
      if (words.trim()) { parts.push({ place: place, words: words }); }
    });
  }
  function say() {
    var part = parts[at];
    if (!part) { hush(); return; }
    var words = new SpeechSynthesisUtterance(part.words);
    words.lang = part.place.closest("[lang]").lang;
    words.rate = rates[root.getAttribute("data-speed")] || 1;
    words.onend = function () { if (spoken === words) { at += 1; say(); } };
    words.onstart = function () { words.isHeard = true; };
    words.onerror = function () { fail(words); };
    setTimeout(function () { if (!words.isHeard) { fail(words); } }, 8000); // no voice says nothing at all
    mark(part, words);
    speech.cancel();
    speech.speak(words);
  }
  function fail(words) {
    if (spoken !== words) { return; }
    hush();
    tellSpeech(false);
  }
  function hush() {
    if (!spoken) { return; }
    mark(null, null);
    speech.cancel();
  }
  function mark(part, words) {
    spoken = words;
    document.querySelectorAll(".spoken").forEach(function (one) { one.classList.remove("spoken"); });
    if (part) { part.place.classList.add("spoken"); caption.textContent = part.words; }
    document.querySelectorAll("[data-read]").forEach(function (one) { one.setAttribute("aria-pressed", String(!!words)); });
  }
  function tellSpeech(can) {
    document.querySelectorAll("[data-speech]").forEach(function (one) { one.hidden = !can; });
    document.querySelectorAll("[data-speechless]").forEach(function (one) { one.hidden = can; });
  }
  document.addEventListener("DOMContentLoaded", function () { tellSpeech(!!speech); });
  window.addEventListener("pagehide", hush);
})();
