// Says that a page was read, from which website somebody came, and how wide the window is. It is
// loaded after a yes to statistics, and not before. docs/statistics.md
(() => {
  "use strict";
  const came = document.referrer ? new URL(document.referrer).hostname : "";
  const width = innerWidth < 600 ? "narrow" : innerWidth < 1100 ? "middle" : "wide";
  fetch("/s/", { method: "POST", keepalive: true, body: new URLSearchParams({ from: came, width }) })
    .catch(() => {});
})();
