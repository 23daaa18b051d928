// An empty chair is signed out: what a page fetches by itself does not keep it in, what a person does, does.
(function () {
  "use strict";
  var body = document.body, idleMs = Number(body.dataset.idle) * 1000;
  if (!idleMs) return;
  var WARN_BEFORE_MS = 120000, TELL_EVERY_MS = 60000, LOOK_EVERY_MS = 2000;
  var acted = Date.now(), told = acted, warning = null;

  function tell() {
    told = Date.now();
    fetch(body.dataset.here, { method: "POST" }).catch(function () { told = 0; });
  }

  function act(event) {
    if (!event.isTrusted) return;
    acted = Date.now();
    if (warning) {
      warning.remove();
      warning = null;
      tell();
    } else if (acted - told > TELL_EVERY_MS) {
      tell();
    }
  }

  ["keydown", "pointerdown", "pointermove", "wheel", "input"].forEach(function (name) {
    document.addEventListener(name, act, { capture: true, passive: true });
  });

  document.addEventListener("htmx:configRequest", function (event) {
    if (Date.now() - acted > TELL_EVERY_MS) event.detail.headers["By-Itself"] = "yes";
  });

  function warn() {
    warning = document.createElement("div");
    warning.className = "idle-warning";
    warning.textContent = body.dataset.idleWarning;
    document.getElementById("toast").append(warning);
  }

  setInterval(function () {
    var quiet = Date.now() - acted;
    if (quiet > idleMs) {
      // What was on the screen is for nobody who comes by; the server decides whether it is over.
      if (quiet > idleMs + TELL_EVERY_MS + LOOK_EVERY_MS) location.reload();
    } else if (!warning && quiet > idleMs - WARN_BEFORE_MS) {
      warn();
    }
  }, LOOK_EVERY_MS);
})();
