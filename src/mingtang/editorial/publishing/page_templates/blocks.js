"use strict";
// Turns the pictures of a carousel; without it they can be scrolled. Nothing moves for who asked for rest.
(function () {
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.querySelectorAll("[data-carousel]").forEach(function (box) {
    var slides = box.querySelector(".slides");
    var button = box.querySelector("[data-pause]");
    var count = slides.children.length;
    var timer = null;
    var place = 0;
    function show(next) { place = next; slides.scrollLeft = slides.children[next].offsetLeft - slides.offsetLeft; }
    function turn() { show((place + 1) % count); }
    function stop() { clearInterval(timer); timer = null; button.textContent = "播放"; }
    function start() { timer = setInterval(turn, 6000); button.textContent = "暂停播放"; }
    box.querySelectorAll(".slides-turn a").forEach(function (link, number) {
      link.addEventListener("click", function (event) { event.preventDefault(); stop(); show(number); });
    });
    if (count < 2) { return; }
    button.hidden = false;
    button.addEventListener("click", function () { if (timer) { stop(); } else { start(); } });
    box.addEventListener("focusin", function (event) { if (event.target !== button && timer) { stop(); } });
    if (calm) { stop(); } else { start(); }
  });
})();
