// Pages of the office follow the colours that the person chose for the machine; paper is always white.
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)"), printing = false;

  function follow() {
    if (dark.matches && !printing) document.documentElement.setAttribute("data-bs-theme", "dark");
    else document.documentElement.removeAttribute("data-bs-theme");
  }

  // Browsers of the older gates know no other way to listen.
  if (dark.addEventListener) dark.addEventListener("change", follow);
  else dark.addListener(follow);
  window.addEventListener("beforeprint", function () { printing = true; follow(); });
  window.addEventListener("afterprint", function () { printing = false; follow(); });
  follow();
})();
