// The corners of a region are dragged on the picture, or moved by the arrow keys; the numbers beside it follow, and lead.
(function () {
  "use strict";
  var ACROSS = 1000, STEP = 0.5, STRIDE = 5, TOUCHED = 13;
  var WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function form() { return document.getElementById("drawing"); }
  function svg() { return form().querySelector(".region-stage svg"); }
  function handles() { return Array.prototype.slice.call(form().querySelectorAll(".region-corner")); }
  function field(name, n) { return document.getElementById(name + "-" + (n + 1)); }
  function number(name, n) { return parseFloat(field(name, n).value); }
  function within(percent) { return Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10; }

  function corners() {
    return handles().map(function (_, n) { return [number("x", n), number("y", n)]; });
  }

  function draw() {
    var height = svg().viewBox.baseVal.height, size = TOUCHED * ACROSS / (svg().getBoundingClientRect().width || ACROSS);
    var all = corners();
    if (all.some(function (each) { return isNaN(each[0]) || isNaN(each[1]); })) return;
    var points = all.map(function (each) { return each[0] * ACROSS / 100 + "," + each[1] * height / 100; }).join(" ");
    svg().querySelector(".region-outline").setAttribute("points", points);
    svg().querySelector(".region-beside").setAttribute("d", "M0 0H" + ACROSS + "V" + height + "H0ZM" + points + "Z");
    handles().forEach(function (handle, n) {
      var x = all[n][0] * ACROSS / 100, y = all[n][1] * height / 100, circle = handle.querySelector("circle"), text = handle.querySelector("text");
      circle.setAttribute("cx", x);
      circle.setAttribute("cy", y);
      circle.setAttribute("r", size);
      text.setAttribute("x", x);
      text.setAttribute("y", y);
      text.style.fontSize = size * 1.15 + "px";
      handle.setAttribute("aria-label", form().dataset.label.replace("{n}", n + 1).replace("{x}", all[n][0]).replace("{y}", all[n][1]));
    });
  }

  function move(n, x, y) {
    field("x", n).value = within(x);
    field("y", n).value = within(y);
    draw();
  }

  function take(handle, n) {
    handle.setAttribute("tabindex", "0");
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-describedby", "region-help");
    handle.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      handle.classList.add("is-dragged");
    });
    handle.addEventListener("pointermove", function (event) {
      if (!handle.classList.contains("is-dragged")) return;
      var box = svg().getBoundingClientRect();
      move(n, 100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height);
    });
    ["pointerup", "pointercancel"].forEach(function (ends) {
      handle.addEventListener(ends, function () { handle.classList.remove("is-dragged"); });
    });
    handle.addEventListener("keydown", function (event) {
      var way = WAYS[event.key], far = event.shiftKey ? STRIDE : STEP, takes = document.getElementById("remove-" + (n + 1));
      if (way) move(n, number("x", n) + way[0] * far, number("y", n) + way[1] * far);
      else if ((event.key === "Delete" || event.key === "Backspace") && takes) takes.click();
      else return;
      event.preventDefault();
    });
  }

  function begin() {
    if (!form()) return;
    // While a number cannot be understood there are fewer corners on the picture than beside it.
    if (handles().length !== form().querySelectorAll("input[name=x]").length) return;
    handles().forEach(take);
    draw();
  }

  document.addEventListener("input", function (event) {
    if (event.target.closest("#drawing") && handles().length === form().querySelectorAll("input[name=x]").length) draw();
  });
  document.addEventListener("htmx:afterSettle", function (event) { if (event.target.id === "drawing") begin(); });
  window.addEventListener("resize", function () { if (form()) draw(); });
  document.addEventListener("DOMContentLoaded", begin);
})();
