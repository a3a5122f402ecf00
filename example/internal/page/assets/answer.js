// Shows the answer to a request, the wait for it, or that none came.

import { drawn, outcome } from "/assets/waterfall.js";

const byId = (id) => document.getElementById(id);
const copyOf = (id) => byId(id).content.cloneNode(true);
const { jaeger } = document.body.dataset;

// The answer before is removed if the next takes longer than this.
const patience = 150; // ms

// wait shows the time that the answer takes. It returns a function to call when
// the answer is there. The signal ends the wait, too.
export function wait(signal) {
  const begun = performance.now();
  byId("answer").ariaBusy = "true";
  const timer = setInterval(() => {
    const elapsed = performance.now() - begun;
    if (elapsed < patience) return;
    if (!document.querySelector("#summary .elapsed")) put(copyOf("waiting"), [], null);
    document.querySelector("#summary .elapsed").textContent = `${(elapsed / 1000).toFixed(1)} s`;
  }, 50);
  signal.addEventListener("abort", () => clearInterval(timer));
  return () => {
    clearInterval(timer);
    if (!signal.aborted) byId("answer").ariaBusy = "false";
  };
}

// show shows a response. trace is undefined if the response has no trace id.
export function show(response, trace, rows, body) {
  const summary = copyOf("answered");
  const status = summary.querySelector(".status");
  status.textContent = `${response.status} ${response.statusText}`;
  status.dataset.outcome = outcome(response);
  if (trace) {
    summary.querySelector("code").textContent = trace.id;
    summary.querySelector(".copy").addEventListener("click", copy(trace.id));
  } else {
    summary.querySelector(".trace").remove();
  }
  if (!trace || trace.sampled) summary.querySelector(".unsampled").remove();
  if (jaeger && trace?.sampled) summary.querySelector("a").href = jaeger + trace.id;
  else summary.querySelector("a").remove();
  put(summary, rows, indented(body));
  byId("summary").scrollIntoView({ block: "nearest" });
}

// fail says that no answer came, and offers to try again.
export function fail(again) {
  const summary = copyOf("unanswered");
  summary.querySelector(".problem").textContent = `${location.host} does not answer. Is the service still running?`;
  summary.querySelector(".again").addEventListener("click", again);
  put(summary, [], null);
}

function put(summary, rows, body) {
  byId("summary").replaceChildren(summary);
  byId("trace").hidden = rows.length === 0;
  byId("waterfall").replaceChildren(...drawn(rows));
  byId("response").hidden = body === null;
  byId("body").textContent = body;
}

const copy = (text) => async ({ currentTarget }) => {
  await navigator.clipboard.writeText(text);
  currentTarget.textContent = "Copied";
};

// indented returns JSON in lines, and any other text as it is.
function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
