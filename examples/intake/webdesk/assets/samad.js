// What the pages do more when scripts run. Everything works without them.
"use strict";

(() => {
  // Persian letters are typed in many ways: one form for comparing.
  const fold = text => text.replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[آأإ]/g, "ا").replace(/[\u200c\u064b-\u0652\u0640\s]/g, "").toLowerCase();

  // A long list gets a field to search it.
  for (const select of document.querySelectorAll("select[data-search]")) {
    const all = [...select.children].map(node => node.cloneNode(true));
    const search = document.createElement("input");
    search.type = "search";
    search.dir = "auto";
    search.placeholder = select.dataset.search;
    search.setAttribute("aria-label", select.dataset.search);
    search.setAttribute("aria-controls", select.id);
    search.autocomplete = "off";
    let chosen = select.value; // by hand; what the search picks gives way to its next letter
    search.addEventListener("input", () => {
      const wanted = fold(search.value);
      const kept = [];
      for (const node of all) {
        if (node.tagName === "OPTION") {
          if (!node.value || fold(node.textContent).includes(wanted)) kept.push(node.cloneNode(true));
          continue;
        }
        const whole = fold(node.label).includes(wanted);
        const group = node.cloneNode(false);
        for (const option of node.children)
          if (whole || option.value === chosen || fold(option.textContent).includes(wanted)) group.append(option.cloneNode(true));
        if (group.children.length) kept.push(group);
      }
      select.replaceChildren(...kept);
      const first = wanted && [...select.querySelectorAll("optgroup option")].find(o => fold(o.textContent).includes(wanted));
      select.value = first ? first.value : chosen;
      picked();
    });
    // Whoever uses the list has chosen "from the list".
    const picked = () => {
      const radio = select.dataset.pick && document.querySelector(`input[name="pick"][value="${select.dataset.pick}"]`);
      if (radio && select.value) radio.checked = true;
    };
    select.addEventListener("change", () => { chosen = select.value; picked(); });
    select.before(search);
  }

  // Help while somebody types.
  for (const area of document.querySelectorAll("textarea[data-help]")) {
    const place = document.getElementById("help");
    let waiting, last = "";
    const ask = async () => {
      if (area.value.trim().length < 12 || area.value === last) return;
      last = area.value;
      const kind = document.querySelector('input[name="kind"]:checked');
      try {
        const answer = await fetch(area.dataset.help, { method: "POST", body: new URLSearchParams({ text: area.value, kind: kind ? kind.value : "" }) });
        if (answer.ok && area.value === last) place.innerHTML = await answer.text();
      } catch { /* no network: no help, nothing lost */ }
    };
    area.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 600); });
  }

  // Files go as soon as they are chosen, one after the other, with a bar that
  // shows how far they are; the form then carries their marks alone.
  const english = document.documentElement.lang === "en";
  for (const input of document.querySelectorAll('input[type="file"]')) {
    const mark = () => input.classList.toggle("none", !input.files.length);
    mark();
    input.addEventListener("change", mark);
  }
  for (const input of document.querySelectorAll('input[type="file"][name="files"]')) {
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      input.classList.add("none");
      for (const file of files) await send(input, file);
    });
  }
  function send(input, file) {
    const row = document.createElement("div"), name = document.createElement("bdi"), bar = document.createElement("progress"), stop = document.createElement("button");
    row.className = "uploading";
    row.setAttribute("role", "status");
    name.textContent = file.name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    stop.type = "button";
    stop.className = "plain";
    stop.textContent = english ? "Stop" : "بس کن";
    row.append(name, " ", bar, " ", stop);
    input.parentElement.before(row);
    const said = text => {
      const line = document.createElement("p");
      line.className = "fault";
      line.setAttribute("role", "alert");
      line.textContent = file.name + ": " + text;
      row.replaceWith(line);
    };
    return new Promise(done => {
      const body = new FormData(), request = new XMLHttpRequest();
      body.append("files", file);
      request.open("POST", "/attachments");
      request.upload.onprogress = event => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; };
      request.onload = () => {
        if (request.status === 200) row.outerHTML = request.responseText;
        else said(request.status === 413 ? (english ? "too large." : "بزرگ‌تر از اندازه است.") : request.status === 429 ? (english ? "wait a moment and choose it again." : "اندکی بعد دوباره برگزینید.") : (english ? "not taken; choose it again." : "گرفته نشد؛ دوباره برگزینید."));
        done();
      };
      request.onerror = () => { said(english ? "the connection broke; nothing else is lost. Choose it again." : "پیوند اینترنت قطع شد؛ چیز دیگری از دست نرفت. دوباره برگزینید."); done(); };
      request.onabort = () => { row.remove(); done(); };
      stop.addEventListener("click", () => request.abort());
      request.send(body);
    });
  }

  // The draft: what was said of the matter stays on the device until it is
  // sent; who somebody is stays only while the page is open.
  const own = ["name", "national_id", "mobile", "email", "join_code"], draft = "samad.draft";
  const form = document.querySelector("form[data-draft]");
  const store = (where, value) => { try { value ? where.setItem(draft, JSON.stringify(value)) : where.removeItem(draft); } catch { /* storage is off */ } };
  const load = where => { try { return JSON.parse(where.getItem(draft)) || {}; } catch { return {}; } };
  if (form) {
    const keep = () => {
      const open = {}, personal = {};
      for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "attached" && name !== "join_pin") (own.includes(name) ? personal : open)[name] = value;
      if (open.text || open.kind) { store(localStorage, open); store(sessionStorage, personal); }
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    const kept = load(localStorage), note = document.getElementById("draft");
    const empty = form.dataset.draft === "what" && !form.elements.text.value;
    if (empty && kept.text) {
      const say = (fa, en) => english ? en : fa;
      const line = document.createElement("p");
      line.textContent = note.dataset.none;
      const go = document.createElement("button"), drop = document.createElement("button");
      go.type = drop.type = "button";
      go.textContent = say("ادامه همان", "Continue with it");
      drop.textContent = say("دور بینداز", "Throw it away");
      drop.className = "quiet";
      go.addEventListener("click", () => {
        const all = { ...kept, ...load(sessionStorage) };
        const sent = document.createElement("form");
        sent.method = "post";
        sent.action = "/file";
        all.go = all.at === "review" ? "who" : all.at;
        for (const [name, value] of Object.entries(all)) {
          const field = document.createElement("input");
          field.type = "hidden";
          field.name = name;
          field.value = value;
          sent.append(field);
        }
        document.body.append(sent);
        sent.submit();
      });
      drop.addEventListener("click", () => { store(localStorage); store(sessionStorage); note.hidden = true; });
      note.replaceChildren(line, go, " ", drop);
      note.hidden = false;
    } else if (!empty) keep();

    // Sent only where there is a network, and once.
    let sure = false;
    form.addEventListener("submit", async event => {
      if (sure) return;
      event.preventDefault();
      keep();
      const button = event.submitter, offline = document.getElementById("offline");
      if (button) button.disabled = true;
      try {
        await fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10000) });
        sure = true;
        if (button) button.disabled = false;
        offline.hidden = true;
        form.requestSubmit(button);
        sure = false;
      } catch {
        if (button) button.disabled = false;
        offline.hidden = false;
        offline.scrollIntoView({ block: "center" });
      }
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A receipt: the draft has done its work; it can be printed and kept.
  const receipt = document.querySelector("[data-receipt]");
  if (document.querySelector("[data-settled]")) { store(localStorage); store(sessionStorage); }
  if (receipt) {
    store(localStorage);
    store(sessionStorage);
    for (const button of document.querySelectorAll("[data-picture]")) {
      button.hidden = false;
      button.addEventListener("click", () => picture(receipt, button.dataset.picture));
    }
  }

  // picture draws the receipt and saves it as an image.
  async function picture(box, name) {
    await document.fonts.ready;
    const wide = 900, canvas = document.createElement("canvas"), c = canvas.getContext("2d");
    const rtl = document.documentElement.dir === "rtl", edge = rtl ? wide - 60 : 60;
    const lines = [...box.querySelectorAll("[data-line]")].map(node => ({ text: node.textContent.trim(), big: node.dataset.line === "big" }));
    const drawing = box.querySelector("svg.qr");
    canvas.width = wide;
    canvas.height = 120 + lines.length * 80 + (drawing ? 420 : 0);
    c.fillStyle = "#fff";
    c.fillRect(0, 0, canvas.width, canvas.height);
    c.fillStyle = "#000";
    c.direction = rtl ? "rtl" : "ltr";
    c.textAlign = "start";
    let y = 90;
    for (const line of lines) {
      c.font = (line.big ? "700 52px " : "400 30px ") + getComputedStyle(document.body).fontFamily;
      c.direction = line.big ? "ltr" : rtl ? "rtl" : "ltr";
      c.textAlign = line.big ? "center" : "start";
      c.fillText(line.text, line.big ? wide / 2 : edge, y, wide - 120);
      y += line.big ? 90 : 60;
    }
    if (drawing) {
      const path = drawing.querySelector("path:last-child").getAttribute("d"), size = drawing.viewBox.baseVal.width, scale = 400 / size;
      c.save();
      c.translate((wide - 400) / 2, y);
      c.scale(scale, scale);
      c.fill(new Path2D(path));
      c.restore();
    }
    const link = document.createElement("a");
    link.download = name;
    link.href = canvas.toDataURL("image/png");
    link.click();
  }

  // A link or QR code may bring the code along behind the #, which browsers
  // tell nobody.
  const code = document.querySelector("input#code");
  if (code && !code.value && /^#[0-9]{16}$/.test(location.hash)) {
    code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
  }

  // What is wrong is read out and seen first.
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
