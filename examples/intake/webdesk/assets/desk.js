// What officials' pages do more when scripts run. Everything works without.
"use strict";

(() => {
  const root = document.documentElement, fa = root.lang !== "en";
  const say = (persian, english) => fa ? persian : english;
  const digits = text => fa ? String(text).replace(/[0-9]/g, d => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(text);
  root.classList.add("scripts");

  // Keys: Alt and what data-key names, whatever the keyboard writes there.
  const shown = node => node.getClientRects().length > 0;
  const keyed = () => [...document.querySelectorAll("[data-key]")].filter(shown);
  const keyName = code => digits(code.replace(/^Key|^Digit/, ""));
  document.addEventListener("keydown", event => {
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const target = keyed().find(node => node.dataset.key === event.code || node.dataset.key === "Enter" && event.code === "NumpadEnter");
      if (target) { event.preventDefault(); target.click(); }
      return;
    }
    const typing = event.target.closest("input, textarea, select");
    if (!typing && (event.key === "?" || event.key === "؟")) { event.preventDefault(); list(); }
    if (!typing && event.code === "Slash" && !event.shiftKey) {
      const find = document.querySelector("#find, #words");
      if (find) { event.preventDefault(); find.focus(); }
    }
  });

  // list shows which keys do what on this page.
  function list() {
    const box = document.createElement("dialog"), title = document.createElement("h2"), all = document.createElement("dl"), close = document.createElement("button");
    box.setAttribute("aria-labelledby", "keys-title");
    title.id = "keys-title";
    title.textContent = say("میان‌برهای این صفحه", "Keys on this page");
    const line = (keys, what) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      for (const key of keys) {
        const kbd = document.createElement("kbd");
        kbd.textContent = key;
        if (/^[A-Za-z/]/.test(key)) kbd.lang = "en";
        dt.append(kbd, " ");
      }
      dd.textContent = what;
      all.append(dt, dd);
    };
    for (const node of keyed()) line(["Alt", keyName(node.dataset.key)], node.dataset.label || node.textContent.trim());
    if (document.querySelector("#find, #words")) line(["/"], say("جست‌وجو", "Search"));
    line([say("؟", "?")], say("همین فهرست", "This list"));
    close.textContent = say("بستن", "Close");
    close.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    box.append(title, all, close);
    document.body.append(box);
    box.showModal();
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A ready text goes where it can be changed.
  for (const select of document.querySelectorAll("select[data-into]")) {
    select.addEventListener("change", () => {
      const area = select.form.elements[select.dataset.into];
      if (select.value) area.value = select.value;
      area.focus();
      select.value = "";
    });
  }
  for (const summary of document.querySelectorAll("summary[data-key]")) {
    summary.addEventListener("click", () => requestAnimationFrame(() => {
      const first = summary.parentElement.open && summary.parentElement.querySelector("select, textarea");
      if (first) first.focus();
    }));
  }

  // An answer may begin with a template, and is asked three questions before
  // it goes; whoever sends it a second time wants it so.
  for (const form of document.querySelectorAll("form[data-answer]")) {
    const place = form.querySelector(".qualities"), template = form.querySelector("[data-template]");
    template.addEventListener("change", () => {
      const chosen = template.selectedOptions[0].dataset;
      for (const name of ["explanation", "done", "next", "outcome"]) {
        const field = form.elements[name];
        if (field && chosen[name] && (!field.value || field.dataset.began === field.value)) { field.value = chosen[name]; field.dataset.began = field.value; }
      }
    });
    const check = async () => {
      const answer = await fetch("/desk/answer/check", { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok || answer.redirected) throw new Error("no check");
      place.innerHTML = await answer.text();
      return place.firstElementChild.dataset.good === "true";
    };
    let asked = "";
    form.addEventListener("submit", async event => {
      const checks = event.submitter && event.submitter.name === "check";
      const now = JSON.stringify([...new FormData(form)]);
      if (!checks && (form.dataset.sure || asked === now)) return;
      event.preventDefault();
      try {
        const good = await check();
        asked = now;
        if (good && !checks) form.submit();
        else place.scrollIntoView({ block: "center" });
      } catch { if (!checks) form.submit(); }
    });
  }

  // What was typed and not recorded stays in this tab, not on the device:
  // desks are shared.
  const draft = "samad.call";
  const store = value => { try { value ? sessionStorage.setItem(draft, JSON.stringify(value)) : sessionStorage.removeItem(draft); } catch { /* storage is off */ } };
  const load = () => { try { return JSON.parse(sessionStorage.getItem(draft)); } catch { return null; } };
  if (document.querySelector("[data-recorded]") || location.search.includes("done=")) store();

  const form = document.getElementById("call");
  if (!form) return;
  const field = name => form.elements[name];

  // The watch runs from the first key.
  let began = field("seconds").value ? Date.now() - 1000 * field("seconds").value : 0;
  const watch = document.getElementById("watch");
  const seconds = () => began ? Math.max(0, Math.round((Date.now() - began) / 1000)) : 0;
  const tick = () => {
    const s = seconds();
    watch.querySelector("b").textContent = digits(Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"));
    field("seconds").value = began ? s : "";
  };
  if (form.dataset.call === "phone") { watch.hidden = false; tick(); setInterval(tick, 1000); }

  const part = async (path, place, values) => {
    try {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams(values) });
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch { /* no network: no help, nothing lost */ }
  };

  // Earlier cases as soon as the number is whole.
  const caller = field("caller"), earlier = document.getElementById("earlier");
  let asked = "";
  const look = () => {
    const value = caller.value + "/" + field("national_id").value;
    if (value === asked) return;
    asked = value;
    part("/desk/call/earlier", earlier, { caller: caller.value, national_id: field("national_id").value });
  };
  for (const one of [caller, field("national_id")]) {
    one.addEventListener("change", look);
    one.addEventListener("input", () => { if (one.value.replace(/\D/g, "").length >= 10 || /[۰-۹]{10}/.test(one.value)) look(); });
  }
  form.querySelector("[data-lookup]").addEventListener("click", event => { event.preventDefault(); asked = ""; look(); });

  // Suggestions while they speak.
  const text = field("text"), place = document.getElementById("suggestions");
  let waiting, last = text.value;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      if (text.value.trim().length < 8 || text.value === last) return;
      last = text.value;
      await part("/desk/call/help", place, { text: text.value, channel: form.dataset.call, kind: field("kind").value, place: field("place").value });
      marks();
    }, 400);
  });
  const marks = () => {
    for (const button of place.querySelectorAll("[data-set]"))
      button.setAttribute("aria-pressed", String(field(button.dataset.set).value === button.dataset.value));
  };
  place.addEventListener("click", event => {
    const settle = event.target.closest("[data-settle]");
    if (settle) { // read out, and that was all
      event.preventDefault();
      field("article").value = settle.dataset.settle;
      form.querySelector('input[name="outcome"][value="advised"]').checked = true;
      fit();
      document.getElementById("record").click();
      return;
    }
    const button = event.target.closest("[data-set]");
    if (!button) return;
    event.preventDefault();
    const select = field(button.dataset.set), search = select.previousElementSibling;
    if (search && search.type === "search" && search.value) { search.value = ""; search.dispatchEvent(new Event("input")); }
    select.value = button.dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    marks();
  });
  form.addEventListener("change", marks);

  // Only what the outcome needs.
  const fit = () => {
    const outcome = form.querySelector('input[name="outcome"]:checked');
    for (const box of form.querySelectorAll("[data-for]")) box.hidden = !outcome || box.dataset.for !== outcome.value;
  };
  form.addEventListener("change", event => {
    if (event.target.name === "case") {
      const about = form.querySelector('input[name="outcome"][value="followed_up"]');
      if (about) about.checked = true;
    }
    fit();
  });
  fit();

  const keep = () => {
    if (!began) { began = Date.now(); tick(); }
    const all = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    all.began = began;
    store(all);
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  const kept = load(), fresh = !text.value && !caller.value;
  const note = document.getElementById("kept");
  if (kept && fresh && kept.channel === form.dataset.call && (kept.text || kept.caller)) {
    for (const [name, value] of Object.entries(kept)) {
      const one = field(name);
      if (!one || name === "case") continue;
      if (one instanceof RadioNodeList) one.value = value;
      else if (one.type === "checkbox") one.checked = true;
      else one.value = value;
    }
    began = kept.began || Date.now();
    fit();
    look();
    last = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    note.hidden = false;
    note.querySelector("button").addEventListener("click", () => { store(); location.reload(); });
  }
  if (!document.getElementById("faults")) caller.focus();

  // Sent only where there is a network, and once.
  let sure = false;
  form.addEventListener("submit", async event => {
    if (sure) return;
    event.preventDefault();
    keep();
    tick();
    const button = document.getElementById("record"), offline = document.getElementById("offline");
    if (button.disabled) return;
    button.disabled = true;
    try {
      await fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10000) });
      sure = true;
      offline.hidden = true;
      form.submit();
    } catch {
      button.disabled = false;
      offline.hidden = false;
      offline.scrollIntoView({ block: "center" });
    }
  });
})();
