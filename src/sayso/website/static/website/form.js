// A form of ours on another site, in the place of a link that leads to it:
//   <a data-sayso-form href="https://…/forms/newsletter">Have our news sent to you</a>
// Without this script, or if anything goes wrong, the link stays what it is.
(() => {
  "use strict";
  const home = new URL(document.currentScript.src).origin;

  const make = (name, more, ...inside) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(more)) {
      if (value === true) one.setAttribute(key, "");
      else if (typeof value === "string") one.setAttribute(key, value);
    }
    one.append(...inside.filter(Boolean));
    return one;
  };

  class Shown {
    constructor(link) {
      this.link = link;
      this.url = home + "/embed" + new URL(link.href).pathname;
      this.id = "sayso" + new URL(link.href).pathname.replaceAll("/", "-") + "-";
      this.place = link;
    }

    async load() {
      const answer = await fetch(this.url, { credentials: "omit" });
      if (answer.ok) this.draw((await answer.json()).form, [], "");
    }

    put(one) {
      this.place.replaceWith(one);
      this.place = one;
    }

    draw(form, wrong, said) {
      const errors = Object.fromEntries(wrong.map((one) => [one.name, one.sentence]));
      const ticks = form.ticks.map((tick) => this.tick(tick, errors));
      const drawn = make("form", { class: "sayso-form", novalidate: true, "aria-label": form.title },
        said && this.complaint(wrong, said),
        make("p", {}, form.intro),
        ...form.questions.map((question) => this.question(question, errors)),
        ...form.notice.map((words) => make("p", { class: "sayso-notice" }, words)),
        ...ticks.slice(0, -1), make("hr", {}), ...ticks.slice(-1),
        make("p", { hidden: true }, make("input", { name: form.trap, autocomplete: "off" })),
        make("input", { type: "hidden", name: form.stamp.name, value: form.stamp.value }),
        make("p", {}, make("button", {}, "Send")));
      drawn.addEventListener("submit", (event) => {
        event.preventDefault();
        this.send(form, drawn);
      });
      this.put(drawn);
      drawn.querySelector("[tabindex]")?.focus();
    }

    complaint(wrong, said) {
      const items = wrong.map(({ name, label, sentence }) =>
        make("li", {}, make("a", { href: "#" + this.id + name }, label), ": " + sentence));
      return make("div", { class: "sayso-complaint", role: "alert", tabindex: "-1" },
        make("p", {}, said), items.length && make("ul", {}, ...items));
    }

    error(name, errors) {
      return errors[name] && make("p", { class: "sayso-error", id: this.id + name + "-problem" }, errors[name]);
    }

    common(name, errors) {
      const problem = errors[name] && { "aria-invalid": "true", "aria-describedby": this.id + name + "-problem" };
      return { name, id: this.id + name, ...problem };
    }

    question(asked, errors) {
      const { name, look } = asked;
      const label = [asked.label, !asked.is_required && " (optional)", asked.hint && make("small", {}, " " + asked.hint)];
      if (look === "some") {
        const boxes = asked.choices.map(([words, chosen]) => make("label", {},
          make("input", { type: "checkbox", name, value: words, checked: chosen }), " " + words, make("br", {})));
        return make("fieldset", { id: this.id + name }, make("legend", {}, ...label), this.error(name, errors), ...boxes);
      }
      const more = { ...this.common(name, errors), autocomplete: asked.fills || false, "aria-required": asked.is_required && "true" };
      const options = asked.choices.map(([words, selected]) => make("option", { selected }, words));
      const field =
        look === "one" ? make("select", more, make("option", { value: "" }, "Choose one"), ...options)
        : look === "lines" ? make("textarea", { ...more, rows: "4" }, asked.value)
        : make("input", { ...more, type: look, value: asked.value });
      return make("p", {}, make("label", { for: this.id + name }, ...label),
        make("br", {}), this.error(name, errors), field);
    }

    tick({ name, words, is_ticked }, errors) {
      return make("p", {}, this.error(name, errors), make("label", {}, make("input",
        { ...this.common(name, errors), type: "checkbox", value: "yes", checked: is_ticked }), " " + words));
    }

    async send(form, drawn) {
      const button = drawn.querySelector("button");
      button.disabled = true;
      try {
        const body = new URLSearchParams(new FormData(drawn));
        const answer = await fetch(this.url, { method: "POST", body, credentials: "omit" });
        const told = await answer.json();
        if (told.form) this.draw(told.form, told.wrong, told.said);
        else if (told.thanks) this.done(told.thanks);
        else throw told;
      } catch {
        button.disabled = false;
        drawn.querySelector(".sayso-complaint")?.remove();
        const said = this.complaint([], "This could not be sent from here. Try again, or use the form on our own site: ");
        said.firstChild.append(this.link);
        drawn.prepend(said);
        said.focus();
      }
    }

    done(thanks) {
      this.put(make("p", { class: "sayso-thanks", role: "status", tabindex: "-1" }, thanks));
      this.place.focus();
    }
  }

  const begin = () => {
    for (const link of document.querySelectorAll("a[data-sayso-form]")) {
      if (new URL(link.href).origin === home) new Shown(link).load().catch(() => {});
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
