// @ts-check
/*
 * In the oldest syntax, so that every browser can read it: which browser this is, as `data-browser` of
 * <html>, and whether it is too old for the site (calculator/page/browsers.py).
 *
 * Where it is too old for the page's other scripts, or one of them does not come or cannot be read,
 * that is said at the top of the page, and in place of what the script would have said. The words are
 * `data-old` and `data-missing` of this script.
 */
(function () {
  var root = document.documentElement;
  var words = document.getElementById("browser-support");
  var agent = navigator.userAgent;
  /** @type {[string, RegExp][]} on iOS every browser is Safari */
  var known = [
    ["iOS", /(?:iPhone|iPad).* OS (\d+[_.]\d+)/],
    ["Firefox", /Firefox\/(\d+)/],
    ["Chrome", /Chrom(?:e|ium)\/(\d+)/],
    ["Safari", /Version\/(\d+\.\d+).* Safari/],
    ["Internet Explorer", /(?:MSIE |rv:)(\d+)/]
  ];
  var name = "?";
  var version = "0";
  for (var n = 0; n < known.length && name === "?"; n++) {
    var found = known[n][1].exec(agent);
    if (!found) continue;
    name = known[n][0];
    version = found[1].replace("_", ".");
  }
  root.setAttribute("data-browser", name === "?" ? agent : name + " " + version);

  var told = "";
  /** @param {string} which */
  function tell(which) {
    if (told) return;
    told = words ? String(words.getAttribute("data-" + which)) : "";
    told = told.replace("{browser}", String(root.getAttribute("data-browser")));
    var banner = document.createElement("aside");
    banner.className = "md-banner md-banner--warning";
    banner.setAttribute("role", "status");
    banner.innerHTML = '<div class="md-banner__inner md-grid md-typeset"></div>';
    /** @type {Element} */ (banner.firstChild).textContent = told;
    var place = document.querySelector("[data-md-component=announce]") || document.body;
    place.insertBefore(banner, place.firstChild);
    root.className = root.className.replace(/(^| )js( |$)/, "$1no-js$2"); // nothing waits for a script
    var silent = document.querySelectorAll("#engine .without-script, #batch-said");
    for (var n = 0; n < silent.length; n++) silent[n].textContent = told;
  }
  if (!("replaceChildren" in Element.prototype)) tell("old");
  window.addEventListener(
    "error",
    function (event) {
      var from = event.target instanceof HTMLScriptElement ? event.target.src : event.filename;
      var fetched = event.target instanceof HTMLScriptElement || event.error instanceof SyntaxError;
      if (fetched && /\/assets\/javascripts\//.test(from)) tell("missing");
    },
    true
  );
})();
