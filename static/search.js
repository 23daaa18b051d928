// Keys of the search: into the rows and through them. No letter acts by itself, so nothing is pressed by mistake.
(function () {
  "use strict";
  var left = "";

  function plate() { return document.getElementById("plate"); }
  function ways() { return Array.prototype.slice.call(document.querySelectorAll("#results .row-way")); }
  function onRow() { return document.activeElement.classList.contains("row-way") ? document.activeElement : null; }

  function step(by) {
    var all = ways(), next = all.indexOf(document.activeElement) + by;
    if (next < 0) plate().focus();
    else if (next < all.length) all[next].focus();
  }

  function turn(rel) {
    var way = document.querySelector("#results .pager [rel=" + rel + "]");
    if (way) { way.dataset.byKey = "1"; way.click(); }
    return way;
  }

  function toPlate() { plate().focus(); plate().select(); return true; }

  var onRows = {
    ArrowDown: function () { step(1); return true; },
    ArrowUp: function () { step(-1); return true; },
    ArrowRight: function () { return turn("next"); },
    ArrowLeft: function () { return turn("prev"); },
    Escape: toPlate
  };

  function showKeys() {
    var keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) { keys.scrollIntoView({ block: "nearest" }); keys.querySelector("summary").focus(); }
  }

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      toPlate();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    var here = document.activeElement;
    if (here === plate() && event.key === "ArrowDown" && ways().length) {
      event.preventDefault();
      step(1);
    } else if (onRow() && onRows[event.key] && onRows[event.key]()) {
      event.preventDefault();
    } else if (event.key === "?" && !here.closest("input, select, textarea")) {
      showKeys();
    }
  });

  // Whoever is on a row stays on it when an answer comes late, or on the first one when it is gone; a page that a key
  // has turned begins at its first row, and one that was clicked keeps the focus it has.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id === "results") left = onRow() ? onRow().getAttribute("href") : "";
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var by = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (event.target.id !== "results" || !(left || by && by.dataset.byKey)) return;
    var same = ways().filter(function (way) { return way.getAttribute("href") === left; })[0];
    (same || ways()[0] || plate()).focus();
    left = "";
  });

  // Back from a row: where one was. The place is kept in the address, which the browser gives back.
  document.addEventListener("click", function (event) {
    var row = event.target.closest("#results tr");
    if (row && event.target.closest("a")) history.replaceState(history.state, "", "#" + row.id);
  });
  window.addEventListener("pageshow", function () {
    var was = /^#row-\d+$/.test(location.hash) && document.querySelector(location.hash + " .row-way");
    if (was) was.focus();
  });
})();
