"use strict";
// Asks every ten seconds whether a live interview has news; the browser sends If-None-Match, the answer is mostly 304.
// Without this script the page reloads itself while the interview is on.
(function () {
  var box = document.querySelector("[data-live]");
  if (!box || !window.fetch || !window.DOMParser) { return; }
  var button = box.querySelector("button");
  var list = box.querySelector("ol");
  var stopped = false;
  function news(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var next = page.querySelector("[data-turns]");
    if (!page.querySelector("[data-live]") || !next || !list) { window.location.reload(); return; }
    var seen = {};
    Array.prototype.forEach.call(list.children, function (one) { seen[one.id] = one; });
    Array.prototype.forEach.call(next.children, function (one) {
      var known = seen[one.id];
      delete seen[one.id];
      if (!known) { list.appendChild(one.cloneNode(true)); }
      else if (known.innerHTML !== one.innerHTML) { known.innerHTML = one.innerHTML; }
    });
    Object.keys(seen).forEach(function (id) { list.removeChild(seen[id]); });
  }
  function ask() {
    if (stopped || document.hidden) { return; }
    window.fetch(window.location.pathname, { cache: "no-cache", credentials: "omit" })
      .then(function (answer) { if (answer.ok) { return answer.text().then(news); } return null; })
      .catch(function () { return null; });
  }
  button.hidden = false;
  button.addEventListener("click", function () {
    stopped = !stopped;
    button.textContent = stopped ? "继续自动更新" : "暂停自动更新";
    ask();
  });
  setInterval(ask, 10000);
})();
