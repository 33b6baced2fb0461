// Puts the question about what may be stored, keeps the answer, and holds to it: what is marked
// waits for its yes, and what was refused is removed. docs/how-to/put-the-banner-on-your-site.md
(() => {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const isOurs = home === location.origin;
  const GATED = "script[type='text/plain'][data-consent][data-src], iframe[data-consent][data-src]";
  const DAY = 864e5;
  let banner = document.querySelector("[data-consent-banner]");
  let config, asked, known;
  let unsent = null;

  const make = (name, more, ...inside) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(more)) one.setAttribute(key, value);
    one.append(...inside);
    return one;
  };

  // --- the choice

  const today = () => new Date().toLocaleDateString("sv", { timeZone: "Europe/London" }).replaceAll("-", "");
  const daysOf = (day) => Date.UTC(day.slice(0, 4), day.slice(4, 6) - 1, day.slice(6)) / DAY;
  const ids = () => Object.keys(config.categories);
  const cookies = () => document.cookie.split("; ").map((one) => one.split("="));

  const kept = () => {
    const text = cookies().find(([name]) => name === config.cookie)?.[1] ?? "";
    const found = /^([0-9a-f]{16})\.([0-9a-f]{32})\.(\d{8})\.([a-z]+:[01](?:-[a-z]+:[01])*)$/.exec(text);
    if (!found || found[1] !== config.revision) return null;
    const age = daysOf(today()) - daysOf(found[3]);
    const pairs = found[4].split("-").map((pair) => pair.split(":"));
    const yes = Object.fromEntries(pairs.map(([name, said]) => [name, said === "1"]));
    const isWhole = pairs.length === ids().length && ids().every((name) => name in yes);
    return isWhole && age >= 0 && age < config.days ? { id: found[2], yes, text } : null;
  };

  const may = (name, choice = known) => Boolean(choice ? choice.yes[name]
    : config.categories[name]?.mode === "objection" && !navigator.globalPrivacyControl);

  // --- what waits for a yes

  const isDeclared = (url) => url.origin === location.origin
    || ids().some((name) => config.categories[name].origins.includes(url.origin));
  const gate = window.trustedTypes?.createPolicy("consent-gate", {
    createScriptURL: (text) => {
      if (!isDeclared(new URL(text))) throw new TypeError("The policy does not declare " + text);
      return text;
    },
  });

  const open = (one, url) => {
    if (one.tagName === "IFRAME") {
      one.previousElementSibling?.matches(".consent-wait") && one.previousElementSibling.remove();
      one.hidden = false;
      one.src = url.href;
      one.removeAttribute("data-src");
      return;
    }
    const loaded = make("script", {});
    for (const { name, value } of one.attributes)
      if (!/^(type|src|data-(src|consent|type))$/.test(name)) loaded.setAttribute(name, value);
    if (one.dataset.type) loaded.type = one.dataset.type;
    loaded.src = gate ? gate.createScriptURL(url.href) : url.href;
    one.replaceWith(loaded);
  };

  const hold = (one, url) => {
    if (one.tagName !== "IFRAME" || one.hidden) return;
    const name = config.categories[one.dataset.consent]?.name;
    const button = make("button", { type: "button", class: "btn" }, "Accept " + name);
    button.addEventListener("click", () => answer("save", { [one.dataset.consent]: true }, "page"));
    one.before(make("div", { class: "consent-wait" },
      make("p", {}, "Here " + url.host + " would show something, and may store things on your device."),
      ...(name ? [button] : [])));
    one.hidden = true;
  };

  const look = (root) => {
    const those = [...root.querySelectorAll(GATED)];
    if (root.matches?.(GATED)) those.push(root);
    for (const one of those) {
      const url = new URL(one.dataset.src, location.href);
      if (!isDeclared(url)) console.warn("The policy does not declare " + url.origin);
      else if (may(one.dataset.consent)) open(one, url);
      else hold(one, url);
    }
  };

  // --- what was refused is removed

  const fits = (pattern, name) => new RegExp("^" + pattern.split("*")
    .map((part) => part.replace(/[^\w]/g, "\\$&")).join(".*") + "$").test(name);
  const isRefused = (name) => {
    const all = ids().flatMap((id) => config.categories[id].names.map((pattern) => [id, pattern]));
    const found = all.find(([, pattern]) => pattern === name) ?? all.find(([, pattern]) => fits(pattern, name));
    return Boolean(found) && !may(found[0]);
  };

  const clear = () => {
    const host = location.hostname.split(".");
    const parts = location.pathname.split("/").filter(Boolean);
    const domains = ["", ...host.map((_, at) => "; Domain=" + host.slice(at).join("."))];
    const paths = ["/", ...parts.flatMap((_, at) => [1, 0].map((end) =>
      "/" + parts.slice(0, at + 1).join("/") + "/".repeat(end)))];
    for (const [name] of cookies().filter(([one]) => isRefused(one)))
      for (const domain of domains)
        for (const path of paths) document.cookie = name + "=; Max-Age=0; Path=" + path + domain;
    for (const kind of ["localStorage", "sessionStorage"])
      try {
        for (const key of Object.keys(window[kind]).filter(isRefused)) window[kind].removeItem(key);
      } catch { /* there is none here */ }
  };

  // --- an answer

  const send = async (body) => {
    unsent = body;
    try {
      const got = await fetch(home + config.endpoint, {
        method: "POST", body, keepalive: true, headers: { Accept: "application/json" },
        credentials: isOurs ? "same-origin" : "omit",
      });
      if (got.status < 500) unsent = null;
    } catch { /* it is sent once more when the page is left */ }
  };

  const keep = (yes) => {
    const id = known?.id ?? Array.from(crypto.getRandomValues(new Uint8Array(16)),
      (one) => one.toString(16).padStart(2, "0")).join("");
    const said = ids().map((name) => name + ":" + Number(yes[name])).join("-");
    document.cookie = config.cookie + "=" + [config.revision, id, today(), said].join(".")
      + "; Path=/; SameSite=Lax; Max-Age=" + config.days * 86400
      + (location.protocol === "https:" ? "; Secure" : "");
  };

  const answer = async (what, said, source) => {
    const before = known ?? { yes: Object.fromEntries(ids().map((name) => [name, may(name)])) };
    const yes = Object.fromEntries(ids().map((name) => [name,
      what === "accept" || (what === "save" && (said[name] ?? known?.yes[name] ?? false))]));
    keep(yes);
    known = kept();
    clear();
    await send(new URLSearchParams({ answer: what, kept: known?.text ?? "", source }));
    document.dispatchEvent(new CustomEvent("consent:change", { detail: yes }));
    if (ids().some((name) => before.yes[name] && !yes[name])) {
      location.hash = "choice-noted";
      return location.reload();
    }
    show();
    tell();
  };

  const tell = () => {
    const noted = document.getElementById("choice-noted");
    noted?.classList.add("is-now");
    noted?.focus();
  };

  // --- the question, where the page has none of its own

  const buttons = () => ["Accept", "Reject", "Settings"].map((words) => {
    const value = words.toLowerCase();
    return make("button", { class: "btn", name: "answer", value, "data-consent": value }, words);
  });

  const draw = (question) => {
    banner = make("section", { class: "consent-banner", "aria-labelledby": "consent-h", "data-consent-banner": "", hidden: "" },
      make("h2", { id: "consent-h" }, question.title),
      make("p", {}, question.lead + " " + question.again + " ",
        make("a", { href: home + "/policy/cookies" }, "See the whole list")),
      make("form", {}, ...buttons()));
    const noted = make("p", { class: "consent-noted", id: "choice-noted", role: "status", tabindex: "-1" }, question.noted);
    document.body.prepend(banner, noted);
    if (!document.querySelector("[data-consent-open]"))
      document.body.append(make("button", { type: "button", class: "btn consent-open", "data-consent-open": "" }, "Cookie settings"));
    document.addEventListener("click", (event) => event.target.closest?.("[data-consent-open]") && settings(question));
  };

  const settings = (question) => {
    banner.hidden = false;
    const form = banner.querySelector("form");
    if (!form.querySelector("fieldset")) {
      form.prepend(...question.asked.map((one) => make("fieldset", {}, make("legend", {}, one.name),
        make("p", {}, one.things.join(" ")),
        ...["yes", "no"].map((value) => make("label", {},
          make("input", { type: "radio", name: one.id, value, ...(known && known.yes[one.id] === (value === "yes") && { checked: "" }) }),
          value === "yes" ? " Accept" : " Reject")))));
      form.querySelector("[value=settings]").replaceWith(
        make("button", { class: "btn", name: "answer", value: "save" }, "Save my settings"));
    }
    form.querySelector("input").focus();
  };

  const pressed = (event) => {
    const what = event.submitter?.value;
    if (what === "settings" && isOurs) return;
    event.preventDefault();
    if (what === "settings") return settings(asked);
    const said = Object.fromEntries(ids().map((id) => [id, event.target.elements[id]?.value === "yes"]));
    answer(what, said, "banner");
  };

  // --- begin

  const show = () => {
    known = kept();
    if (banner) banner.hidden = Boolean(known || navigator.globalPrivacyControl);
    clear();
    look(document);
  };

  const again = () => {
    const before = known;
    known = kept();
    if (before?.text === known?.text) return;
    if (ids().some((name) => may(name, before) && !may(name))) location.reload();
    else show();
  };

  const begin = (found) => {
    config = found;
    asked = config.question;
    if (!banner && asked) draw(asked);
    if (!config.revision) return;
    show();
    banner?.addEventListener("submit", pressed);
    banner?.addEventListener("keydown", (event) => { if (event.key === "Escape") banner.hidden = true; });
    addEventListener("pageshow", (event) => event.persisted && again());
    addEventListener("visibilitychange", () => document.hidden || again());
    addEventListener("pagehide", () => unsent && navigator.sendBeacon(home + config.endpoint, unsent));
    new MutationObserver((changes) => changes.forEach(({ addedNodes }) =>
      addedNodes.forEach((one) => one.nodeType === 1 && look(one)))).observe(document, { childList: true, subtree: true });
  };

  if (banner) begin(JSON.parse(banner.dataset.config));
  else if (!isOurs)
    fetch(home + "/consent/config", { credentials: "omit" })
      .then((got) => (got.ok ? got.json().then(begin) : null), () => null);
})();
