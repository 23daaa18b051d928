// Photographs on the telephone: looked at, shrunk and sent one by one, each as soon as it is taken.
(function () {
  "use strict";
  var LONGEST = 2400, SHORT = 900, LOOKED_AT = 640, SHARP = 45, QUALITY = 0.86;
  var said = document.getElementById("shots").dataset;

  function part(form, name) { return form.querySelector(name); }

  function tell(form, words, again) {
    var told = part(form, ".shot-told");
    told.textContent = words;
    if (!again) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = said.retry;
    button.addEventListener("click", function () { send(form); });
    told.appendChild(document.createElement("br"));
    told.appendChild(button);
  }

  function decode(file) {
    if (window.createImageBitmap) return createImageBitmap(file, { imageOrientation: "from-image" });
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () { done(image); };
      image.onerror = failed;
      image.src = URL.createObjectURL(file);
    });
  }

  function drawn(picture, longest) {
    var scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // The variance of the Laplacian: small where no edge is sharp.
  function sharpness(picture) {
    var canvas = drawn(picture, LOOKED_AT), w = canvas.width, h = canvas.height;
    var data = canvas.getContext("2d").getImageData(0, 0, w, h).data, grey = new Float32Array(w * h);
    for (var i = 0; i < w * h; i++) grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
    var sum = 0, squares = 0, count = 0;
    for (var y = 1; y < h - 1; y++) {
      for (var x = 1; x < w - 1; x++) {
        var at = y * w + x, edge = 4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - w] - grey[at + w];
        sum += edge; squares += edge * edge; count++;
      }
    }
    return count ? squares / count - Math.pow(sum / count, 2) : 0;
  }

  function shrunk(picture, file) {
    return new Promise(function (done) {
      drawn(picture, LONGEST).toBlob(function (blob) {
        done(blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file);
      }, "image/jpeg", QUALITY);
    });
  }

  // Older browsers cannot put a file into a field: there the picture goes as it was taken.
  function put(input, file) {
    try {
      var carrier = new DataTransfer();
      carrier.items.add(file);
      input.files = carrier.files;
    } catch (unable) { return; }
  }

  function show(form, picture) {
    var small = drawn(picture, 480), face = part(form, ".shot-face img, .shot-empty");
    var image = document.createElement("img");
    image.alt = "";
    image.src = small.toDataURL("image/jpeg", 0.8);
    face.replaceWith(image);
  }

  function send(form) {
    var bar = part(form, ".shot-progress");
    bar.hidden = false;
    bar.value = 0;
    if (!form.dataset.warning) tell(form, said.sending);
    htmx.trigger(form, "ready");
  }

  function taken(form, input) {
    var file = input.files[0];
    if (!file) return;
    tell(form, said.sending);
    decode(file).then(function (picture) {
      var warning = Math.max(picture.width, picture.height) < SHORT ? said.small : sharpness(picture) < SHARP ? said.blurred : "";
      form.dataset.warning = warning;
      tell(form, warning || said.sending);
      show(form, picture);
      return shrunk(picture, file).then(function (less) { if (less.size < file.size) put(input, less); });
    }, function () {
      form.dataset.warning = "";
    }).then(function () { send(form); });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest("[data-shot]");
    if (form && event.target.type === "file") taken(form, event.target);
  });

  document.addEventListener("htmx:xhr:progress", function (event) {
    var form = event.target.closest && event.target.closest("[data-shot]");
    if (form && event.detail.lengthComputable) part(form, ".shot-progress").value = 100 * event.detail.loaded / event.detail.total;
  });

  // The answer takes the place of the form; what was seen of the picture stays said.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = event.target.closest && event.target.closest("[data-shot]");
    if (!form || event.detail.xhr.status >= 400 || !form.dataset.warning) return;
    var id = form.id, warning = form.dataset.warning;
    document.addEventListener("htmx:afterSettle", function again() {
      document.removeEventListener("htmx:afterSettle", again);
      tell(document.getElementById(id), warning);
    });
  });

  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target.closest && event.target.closest("[data-shot]");
      if (!form) return;
      part(form, ".shot-progress").hidden = true;
      tell(form, said.failed, true);
    });
  });

  // What is filled in beside never takes the place of what somebody types, or has typed a moment ago.
  function touched(field) {
    if (field.options) return Array.prototype.some.call(field.options, function (one) { return one.selected !== one.defaultSelected && one.value; });
    return field.type === "checkbox" ? field.checked : field.value !== field.defaultValue;
  }

  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    var there = event.detail.target, fields = there ? there.querySelectorAll("input:not([type=hidden]), select, textarea") : [];
    var kept = Array.prototype.some.call(fields, function (one) { return one === document.activeElement || touched(one); });
    if (kept) event.detail.shouldSwap = false;
  });
})();
