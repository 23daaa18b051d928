// The little that HTML cannot: fresh stills of the lanes, and notices that leave by themselves.
(function () {
  "use strict";
  var STILL_EVERY_MS = 1000, NOTICE_STAYS_MS = 8000;

  function refresh(img) {
    if (img.dataset.loading) return;
    img.dataset.loading = "1";
    var next = new Image();
    next.onload = function () {
      img.src = next.src;
      img.classList.remove("is-missing");
      delete img.dataset.loading;
    };
    next.onerror = function () {
      img.classList.add("is-missing");
      delete img.dataset.loading;
    };
    next.src = img.dataset.still + "?t=" + Date.now();
  }

  setInterval(function () {
    if (!document.hidden) document.querySelectorAll("img[data-still]").forEach(refresh);
  }, STILL_EVERY_MS);

  // Failing to load does not bubble, so it is caught on its way down.
  document.addEventListener("error", function (event) {
    if (event.target.tagName === "IMG") event.target.classList.add("is-missing");
  }, true);

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      change.addedNodes.forEach(function (node) {
        if (node.classList && node.classList.contains("notice")) {
          setTimeout(function () { node.remove(); }, NOTICE_STAYS_MS);
        }
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  // Plants run plain HTTP, where browsers offer no clipboard but the old one.
  document.documentElement.classList.add("scripts");
  document.addEventListener("click", function (event) {
    var copies = event.target.closest("[data-copies]");
    if (!copies) return;
    document.getElementById(copies.dataset.copies).select();
    if (document.execCommand("copy")) copies.textContent = copies.dataset.copied;
  });

  // The navigation may be longer than the screen, or wider: where somebody is, is in sight.
  var nav = document.querySelector(".side-nav"), here = nav && nav.querySelector("[aria-current]");
  if (here) {
    nav.scrollTop = here.offsetTop - nav.offsetTop - (nav.clientHeight - here.offsetHeight) / 2;
    nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  }

  // A form that ends this session leads where it leads, whatever a part of this page is answered meanwhile.
  var leaves = false;
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-leaves")) leaves = true;
  });
  window.addEventListener("pageshow", function () { leaves = false; });
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    if (leaves && event.detail.xhr.status === 401) event.preventDefault();
  });

  // What has a key is pressed by it, unless somebody is typing; while a sheet lies over the page, only what is on it.
  var TYPES = "textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit])";
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key !== "Escape" && event.target.closest(TYPES)) return;
    // An input method that listens beside the page tells the place of the key only.
    var key = event.key === "Process" ? event.code.replace(/^(Key|Digit)/, "") : event.key;
    if (key.length === 1) key = key.toLowerCase();
    var sheet = document.querySelector("#sheet > *");
    var goes = Array.prototype.find.call((sheet || document).querySelectorAll("[data-key]"), function (one) {
      return one.dataset.key === key && !one.closest("[inert]");
    });
    if (!goes || event.repeat) return;
    event.preventDefault();
    goes.click();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-prints]")) window.print();
  });

  document.addEventListener("click", function (event) {
    var closes = event.target.closest("[data-closes]");
    if (!closes) return;
    event.preventDefault();
    document.getElementById(closes.dataset.closes).replaceChildren();
  });
})();
