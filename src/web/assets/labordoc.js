// Small improvements; everything works without them.
"use strict";

// A filter applies as soon as it is ticked; the focus comes back to it. Years wait for the button.
for (const form of document.querySelectorAll("form[data-apply]")) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const named = (box) => box.name + "=" + box.value;
  const ticked = sessionStorage.getItem("ticked");
  sessionStorage.removeItem("ticked");
  const back = ticked && (boxes.find((box) => named(box) === ticked) ?? document.getElementById("found"));
  back?.focus({ preventScroll: true });
  for (const box of boxes) box.addEventListener("change", () => {
    sessionStorage.setItem("ticked", named(box));
    form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
  // Who comes back sees what the address says.
  addEventListener("pageshow", (event) => { if (event.persisted) form.reset(); });
}

// Suggestions as one types: a combobox with a listbox (WAI-ARIA Authoring Practices).
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  let asked = 0, waiting, chosen = -1;
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  form.append(list);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (to) => {
    const options = [...list.children];
    chosen = (to + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((found, at) => {
      const option = document.createElement("li");
      const kind = document.createElement("span");
      option.id = "suggestion-" + at;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = found.href;
      kind.className = "soft small";
      kind.textContent = found.kind_label;
      option.append(found.text, kind);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); location.assign(found.href); });
      return option;
    }));
    chosen = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    const mine = ++asked, typed = input.value.trim();
    if (typed.length < 2) return close();
    const answer = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(typed) + "&hl=" + document.documentElement.lang);
    if (answer.ok && mine === asked) show((await answer.json()).suggestions);
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => ask().catch(close), 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.assign(list.children[chosen].dataset.href); }
  });
}

// Copying a text, as a citation.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}

// Trying the API: the answer is shown below the form. A token is kept nowhere but in its field.
const token = document.querySelector("form[data-token]");
if (token) {
  token.hidden = false;
  token.addEventListener("submit", (event) => event.preventDefault());
}
for (const form of document.querySelectorAll("form[data-try]")) {
  const [said, shown] = [form.querySelector("[role=status]"), form.querySelector("pre")];
  const longest = 50000;
  form.hidden = false;
  const credentials = async (headers) => {
    const bearer = token?.querySelector("input").value.trim();
    if (bearer) headers.Authorization = "Bearer " + bearer;
    else if (form.dataset.try !== "GET") {
      const session = await fetch("/api/v1/session");
      if (session.ok) headers["X-CSRF-Token"] = (await session.json()).csrf;
    }
  };
  const send = async () => {
    const query = new URLSearchParams(), headers = {};
    let path = form.dataset.path, body;
    for (const field of form.querySelectorAll("[data-place]")) {
      const { name, value, dataset: { place } } = field;
      if (place === "file") body = field.files[0];
      else if (value === "") continue;
      else if (place === "path") path = path.replace("{" + name + "}", encodeURIComponent(value));
      else if (place === "query") query.append(name, value);
      else if (place === "header") headers[name] = value;
      else [body, headers["Content-Type"]] = [value, "application/json"];
    }
    await credentials(headers);
    const answer = await fetch(query.size ? path + "?" + query : path, { method: form.dataset.try, headers, body });
    const kind = answer.headers.get("Content-Type") ?? "";
    let text = await answer.text();
    if (kind.includes("json")) try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* as it came */ }
    const about = ["ETag", "Location", "Retry-After"].filter((name) => answer.headers.has(name));
    said.textContent = [answer.status + " " + answer.statusText, kind, ...about.map((name) => name + ": " + answer.headers.get(name))].filter(Boolean).join(" · ");
    shown.textContent = text.length > longest ? text.slice(0, longest) + "\n" + form.dataset.cut : text;
    shown.hidden = text === "";
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send().catch(() => { said.textContent = form.dataset.failed; shown.hidden = true; });
  });
}

// Concepts are found as one types; choosing one sends the form, as the button without JavaScript does.
for (const input of document.querySelectorAll("input[data-concepts]")) {
  const list = input.closest(".finder").querySelector(".found");
  let asked = 0, waiting;
  const show = (concepts) => list.replaceChildren(...concepts.map((found) => {
    const [row, button, about] = ["li", "button", "span"].map((name) => document.createElement(name));
    button.className = "small quiet";
    [button.name, button.value, button.textContent] = ["do", "choose:" + input.dataset.field + ":" + found.id, found.label];
    button.setAttribute("formaction", input.dataset.action);
    about.className = "soft small";
    about.textContent = [found.matched, found.broader].filter(Boolean).join(" · ");
    row.append(button, " ", about);
    return row;
  }));
  const ask = async () => {
    const mine = ++asked, typed = input.value.trim();
    if (typed.length < 2) return list.replaceChildren();
    const answer = await fetch("/api/v1/concepts/" + input.dataset.concepts + "?order=likest&per_page=12&q=" + encodeURIComponent(typed) + "&hl=" + document.documentElement.lang);
    if (answer.ok && mine === asked) show((await answer.json()).concepts);
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => ask().catch(() => {}), 150); });
}

// Who leaves a form with changes is asked.
for (const form of document.querySelectorAll("form.sheet")) {
  let changed = false, sent = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });
}

// An import under way: how far it is, asked for again each second until it has ended.
const standing = document.querySelector("[data-live]");
if (standing) {
  const again = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const now = page.querySelector("[data-live]");
    if (!now) return location.reload();
    standing.replaceChildren(...now.childNodes);
    setTimeout(again, 1000);
  };
  setTimeout(again, 1000);
}
