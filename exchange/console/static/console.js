// What every page needs: htmx carries the session's token, a changed select sends its form, plots are drawn from their data.
"use strict";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF-Token"] = document.body.dataset.csrf || "";
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) {
    event.target.form.requestSubmit();
  }
});

// The key ? opens the help about the page, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  const help = document.querySelector("a[data-help]");
  if (event.key === "?" && help && !event.target.closest("input, textarea, select")) {
    help.click();
  }
});

// A form that signs something is sent once, however often its button is pressed; the server takes a repeated request id once, too.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-once]")) {
    return;
  }
  if (event.target.dataset.sent || event.target.querySelector("[data-uploading]")) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Files are sent in pieces to /attachments/<SHA-256>; a transfer that broke off goes on where it stopped.
const PIECE = 1 << 20; // bytes; AttachmentService takes no larger chunk

document.addEventListener("change", async (event) => {
  if (!event.target.matches("input[data-upload]")) {
    return;
  }
  const list = event.target.parentElement.querySelector(".uploads");
  for (const file of [...event.target.files]) {
    await send(file, event.target.dataset.upload, list);
  }
  event.target.value = "";
});

async function send(file, name, list) {
  const line = list.appendChild(document.createElement("li"));
  const bar = document.createElement("progress");
  bar.max = file.size;
  bar.setAttribute("aria-label", file.name);
  line.dataset.uploading = "1";
  line.append(file.name, " ", bar);
  try {
    const digest = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const type = file.type || "application/octet-stream";
    await transfer(file, digest, type, bar);
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = name;
    kept.value = JSON.stringify({ name: file.name, media_type: type, size: file.size, digest });
    line.append(kept, " ✓");
  } catch (error) {
    line.append(" ", error.message);
    line.classList.add("bad");
  } finally {
    bar.remove();
    delete line.dataset.uploading;
  }
}

async function transfer(file, digest, type, bar) {
  const found = await fetch(`/attachments/${digest}/status`);
  let here = found.ok ? await found.json() : { received: 0, complete: false };
  while (!here.complete) {
    const offset = here.received;
    const query = new URLSearchParams({ size: file.size, type, name: file.name, offset });
    const answer = await fetch(`/attachments/${digest}?${query}`, {
      method: "POST",
      headers: { "X-CSRF-Token": document.body.dataset.csrf, "Content-Type": "application/octet-stream" },
      body: file.slice(offset, offset + PIECE),
    });
    here = await answer.json();
    if (!answer.ok) {
      throw new Error(here.message);
    }
    bar.value = here.received;
    if (here.received <= offset && !here.complete) {
      throw new Error(`${here.received} / ${file.size}`);
    }
  }
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
