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
    const id = response.headers.get("Uber-Trace-Id")?.split(":")[0]; // trace:span:parent:flags
    const rows = traces && id ? await complete(id, signal) : [];
    showSummary(response, id);
    showTrace(rows);
    showResponse(body);
    byId("summary").scrollIntoView({ block: "nearest" });
  } catch (problem) {
    if (signal.aborted) return;
    byId("summary").textContent = `There is no answer: ${problem.message}`;
    byId("trace").hidden = byId("response").hidden = true;
  }
  byId("answer").ariaBusy = "false";
}

// A trace may end a little later than its response. One that has not done so
// after some seconds is not waited for.
async function complete(id, signal) {
  for (let wait = 20; wait < 2000; wait *= 2) {
    const response = await fetch(traces + id, { signal });
    if (response.ok) return response.json();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return [];
}

function showSummary(response, id) {
  const summary = byId("summary-of-answer").content.cloneNode(true);
  const [status, trace, link] = summary.children;
  status.textContent = `${response.status} ${response.statusText}`;
  status.dataset.outcome = outcome(response);
  if (id) trace.querySelector("code").textContent = id;
  else trace.remove();
  if (id && jaeger) link.href = jaeger + id;
  else link.remove();
  byId("summary").replaceChildren(summary);
}

function showTrace(rows) {
  byId("trace").hidden = rows.length === 0;
  const services = [...new Set(rows.map((row) => row.service))];
  byId("waterfall").replaceChildren(...rows.map((row) => drawn(row, services)));
}

// A span as a row of the waterfall. Each service has its colour.
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

function showResponse(body) {
  byId("response").hidden = false;
  byId("body").textContent = indented(body);
}

// JSON is easier to read in lines, and everything else is left as it is.
function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
