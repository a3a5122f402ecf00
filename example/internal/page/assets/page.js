// Sends the request of the button that is pressed, and shows what comes of it:
// the response, and the trace where it can be had.

const byId = (id) => document.getElementById(id);
const { traces, jaeger } = document.body.dataset;

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => send(button));
}

let latest = new AbortController();

// A request that is sent before the last is answered takes its place.
async function send(button) {
  latest.abort();
  latest = new AbortController();
  const { signal } = latest;

  document.querySelector("button[aria-current]")?.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  byId("answer").ariaBusy = "true";
  try {
    const response = await fetch(button.value, { signal });
    const body = await response.text();
    const id = traceID(response.headers);
    const trace = traces && id ? await complete(id, signal) : null;
    show(response, body, id, trace);
  } catch (problem) {
    if (signal.aborted) return;
    byId("summary").textContent = `There is no answer: ${problem.message}`;
  }
  byId("answer").ariaBusy = "false";
}

// The header says to which trace the response belongs, in Jaeger's own format or
// in W3C's.
function traceID(headers) {
  return headers.get("Uber-Trace-Id")?.split(":")[0] ?? headers.get("Traceparent")?.split("-")[1];
}

// A trace may end a little later than its response. One that has not done so
// after some seconds is not waited for.
async function complete(id, signal) {
  for (let wait = 20; wait < 2000; wait *= 2) {
    const response = await fetch(traces + id, { signal });
    if (response.ok) return response.json();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return null;
}

function show(response, body, id, trace) {
  showSummary(response, id);

  byId("trace").hidden = !trace;
  const services = new Set(trace?.rows.map((row) => row.service));
  byId("waterfall").replaceChildren(...(trace?.rows.map((row) => drawn(row, [...services])) ?? []));

  byId("response").hidden = false;
  byId("body").textContent = indented(body);

  byId("summary").scrollIntoView({ block: "nearest" });
}

function showSummary(response, id) {
  const summary = byId("summary-of-answer").content.cloneNode(true);
  const [status, trace, link] = summary.children;
  status.textContent = `${response.status} ${response.statusText}`;
  status.dataset.outcome = outcome(response);
  trace.hidden = !id;
  trace.querySelector("code").textContent = id;
  link.hidden = !(id && jaeger);
  link.href = jaeger + id;
  byId("summary").replaceChildren(summary);
}

// drawn is a span as a row of the waterfall. Each service has its colour.
function drawn(span, services) {
  const row = byId("row").content.firstElementChild.cloneNode(true);
  for (const name of ["service", "operation", "duration", "reason"]) {
    row.querySelector(`.${name}`).textContent = span[name];
  }
  const status = row.querySelector(".status");
  status.textContent = `${span.status || ""}${span.failed ? " ✗" : ""}`;
  row.dataset.outcome = status.dataset.outcome = outcome(span);
  row.dataset.service = services.indexOf(span.service) % 4;
  for (const name of ["depth", "from", "to"]) {
    row.style.setProperty(`--${name}`, span[name]);
  }
  return row;
}

function outcome({ status, failed }) {
  if (failed || status >= 500) return "failed";
  return status >= 400 ? "refused" : "fine";
}

function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body.trim();
  }
}
