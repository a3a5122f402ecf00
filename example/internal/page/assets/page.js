// Sends the chosen request, and shows its answer and its trace.

import { show, wait, fail } from "/assets/answer.js";
import { moves } from "/assets/keys.js";
import { watch } from "/assets/figures.js";

const { traces, figures } = document.body.dataset;
const buttons = [...document.querySelectorAll(".requests button")];
let latest = new AbortController(); // of the running request

for (const button of buttons) button.addEventListener("click", () => send(button));
moves(document.querySelector(".requests"), "button");
moves(document.getElementById("waterfall"), "li[tabindex]");
addEventListener("hashchange", sendHash);
sendHash();
if (figures) watch(figures);

// hash names a request in the page's address: /#1002 is the order 1002.
function hash(path) {
  return "#" + path.replace(/^\/v1\/(orders\/(?=\d))?/, "");
}

function sendHash() {
  const button = buttons.find(({ value }) => hash(value) === location.hash);
  if (button && !button.hasAttribute("aria-current")) send(button);
}

// send sends a request. One that is still running is aborted.
async function send(button) {
  latest.abort();
  latest = new AbortController();
  const { signal } = latest;

  document.querySelector("[aria-current]")?.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  history.replaceState(null, "", hash(button.value));
  const answered = wait(signal);
  try {
    const response = await fetch(button.value, { signal });
    const body = await response.text();
    const trace = traceOf(response);
    const rows = traces && trace?.sampled ? await complete(trace.id, signal) : [];
    show(response, trace, rows, body);
  } catch {
    if (signal.aborted) return;
    fail(() => send(button));
  } finally {
    answered();
  }
}

// The response has the context of its span, as {trace}:{span}:{parent}:{flags}.
function traceOf(response) {
  const [id, , , flags] = response.headers.get("Uber-Trace-Id")?.split(":") ?? [];
  return id && { id, sampled: (parseInt(flags, 16) & 1) === 1 };
}

// complete returns the spans of a trace, which may end after the response. It
// gives up after some seconds.
async function complete(id, signal) {
  for (let pause = 20; pause < 2000; pause *= 2) {
    const response = await fetch(traces + id, { signal });
    if (response.ok) return response.json();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return [];
}
