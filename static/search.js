// Keys of the search: into the rows and through them. Nothing acts on a single letter, so nothing is pressed by mistake.
(function () {
  "use strict";

  function plate() { return document.getElementById("plate"); }
  function ways() { return Array.prototype.slice.call(document.querySelectorAll("#results .row-way")); }

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

  var onRows = {
    ArrowDown: function () { step(1); return true; },
    ArrowUp: function () { step(-1); return true; },
    ArrowRight: function () { return turn("next"); },
    ArrowLeft: function () { return turn("prev"); },
    Escape: function () { plate().focus(); plate().select(); return true; }
  };

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      plate().focus();
      plate().select();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var here = document.activeElement;
    if (here === plate() && event.key === "ArrowDown" && ways().length) {
      event.preventDefault();
      step(1);
    } else if (here.classList.contains("row-way") && onRows[event.key] && onRows[event.key]()) {
      event.preventDefault();
    }
  });

  // The page that a key has turned begins at its first row; one that was clicked keeps the focus it has.
  document.addEventListener("htmx:afterSwap", function (event) {
    var by = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (by && by.dataset.byKey && ways().length) ways()[0].focus();
  });
})();
