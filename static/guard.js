// The guard's screen by keys alone: vehicles that wait, a chime for a new one, ages that count on.
(function () {
  "use strict";
  var AGAIN_MS = 20000, KEPT = "greengate-sound";
  var known = null, rung = 0, ears = null, kept = null;

  function lanes() { return document.getElementById("lanes"); }
  function calls() { return (lanes().dataset.calls || "").split(" ").filter(Boolean); }
  function wanted() { return localStorage.getItem(KEPT) !== "off"; }

  // The sound: two soft notes, made here. Browsers stay mute until a key was pressed or something clicked.
  function awake() { return ears && ears.state === "running"; }

  function wake() {
    var Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    ears = ears || new Context();
    if (ears.state !== "running") ears.resume().then(tell, tell);
  }

  function note(hertz, at) {
    var tone = ears.createOscillator(), loud = ears.createGain();
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.7);
    tone.connect(loud).connect(ears.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }

  function chime() {
    rung = Date.now();
    if (!wanted() || !awake()) return;
    note(660, ears.currentTime);
    note(880, ears.currentTime + 0.18);
  }

  function tell() {
    var button = document.getElementById("sound");
    if (!button) return;
    var state = !wanted() ? "off" : awake() ? "on" : "asleep";
    button.dataset.state = state;
    button.setAttribute("aria-pressed", String(state === "on"));
    button.querySelector(".sound-word").textContent = button.dataset[state];
  }

  function look() {
    var now = calls(), fresh = known && now.filter(function (id) { return known.indexOf(id) < 0; });
    if (fresh && fresh.length) {
      chime();
      document.getElementById("announcements").textContent = lanes().dataset.waits;
    }
    known = now;
    var chosen = document.getElementById("chosen");
    if (chosen.value && !document.querySelector('[data-waiting="' + chosen.value + '"]')) chosen.value = "";
    tell();
  }

  function age(moment) {
    var seconds = Math.max(Math.floor((Date.now() - moment) / 1000), 0);
    var hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds % 3600 / 60);
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(seconds % 60);
  }

  setInterval(function () {
    document.querySelectorAll("[data-since]").forEach(function (time) {
      time.textContent = age(Number(time.dataset.since));
    });
    if (calls().length && Date.now() - rung > AGAIN_MS) chime();
    tell();
  }, 1000);

  function step(by) {
    var all = Array.prototype.slice.call(document.querySelectorAll("[data-waiting]"));
    var at = all.findIndex(function (one) { return one.hasAttribute("aria-current"); });
    var next = all[at + by];
    if (next) next.click();
  }

  // Whom the desk is about: chosen in the queue, or by doing something about it.
  document.addEventListener("click", function (event) {
    var waiting = event.target.closest("[data-waiting]"), desk = event.target.closest("[data-desk]");
    if (desk) document.getElementById("chosen").value = desk.dataset.desk;
    if (!waiting || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    document.getElementById("chosen").value = waiting.dataset.waiting;
    document.querySelectorAll("[data-waiting]").forEach(function (one) {
      one.classList.toggle("waiting-chosen", one === waiting);
      if (one === waiting) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    var shown = document.querySelector("[data-desk]");
    if (shown && shown.dataset.desk !== waiting.dataset.waiting) shown.setAttribute("inert", "");
    htmx.trigger(document.body, "told");
  });

  // A key that is pressed before the desk shows the vehicle that was chosen is meant for that one.
  function actOnKept() {
    var key = kept, desk = document.querySelector("[data-desk]:not([inert])");
    if (!desk || !key) return;
    kept = null;
    var goes = desk.querySelector('[data-key="' + key + '"]');
    if (goes) goes.click();
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest("#sound")) return;
    localStorage.setItem(KEPT, wanted() ? "off" : "on");
    if (wanted()) wake();
    tell();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "v") wake();
    var typing = event.target.closest("input, textarea, select");
    if (typing || event.altKey || event.ctrlKey || event.metaKey || document.querySelector("#sheet > *")) return;
    var by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by) { event.preventDefault(); step(by); }
    else if (document.querySelector("[data-desk][inert]") && /^[a-z]$/i.test(event.key)) kept = event.key.toLowerCase();
  });
  document.addEventListener("pointerdown", wake);

  // What was asked for before somebody chose another vehicle comes too late: the next answer is on its way.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var asked = event.detail.requestConfig && event.detail.requestConfig.parameters["case"];
    var late = asked !== undefined && asked !== document.getElementById("chosen").value;
    if (event.detail.target.id === "lanes" && late) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id === "lanes") { look(); actOnKept(); }
    var typed = event.target.id === "sheet" && event.target.querySelector("[data-selects]");
    if (typed) typed.select();
  });

  // Redis or the portal went away: look again at once, so that the page says so.
  document.addEventListener("htmx:sseError", function () { htmx.trigger(document.body, "unheard"); });
  function heard(well) {
    return function (event) {
      if (event.detail.elt && event.detail.elt.id === "rings") document.getElementById("unheard").hidden = well;
    };
  }
  document.addEventListener("htmx:sendError", heard(false));
  document.addEventListener("htmx:afterOnLoad", heard(true));

  look();
})();
