// The spans of a trace as rows, each with its details.

const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

// drawn returns a row for each span. Each service has its colour.
export function drawn(spans) {
  const services = [...new Set(spans.map((span) => span.service))];
  return spans.map((span) => row(span, services.indexOf(span.service) % 4));
}

export function outcome({ status, failed }) {
  if (failed || status >= 500) return "failed";
  return status >= 400 ? "refused" : "fine";
}

function row(span, service) {
  const row = copyOf("row");
  for (const name of ["service", "operation", "duration", "reason"]) {
    row.querySelector(`.${name}`).textContent = span[name];
  }
  const status = row.querySelector(".status");
  status.textContent = `${span.status || ""}${span.failed ? " ✗" : ""}`;
  row.dataset.outcome = status.dataset.outcome = outcome(span);
  row.dataset.service = service;
  for (const name of ["depth", "from", "to"]) {
    row.style.setProperty(`--${name}`, span[name]);
  }
  const all = [span.tags, ...(span.logs ?? [])].filter((list) => list?.length);
  if (all.length > 0) opens(row, all.map(fields));
  return row;
}

// opens lets the row show its details.
function opens(row, content) {
  row.tabIndex = 0;
  row.role = "button";
  row.ariaExpanded = "false";
  const details = row.querySelector(".details");
  details.append(...content);
  details.addEventListener("click", (event) => event.stopPropagation()); // to select its text
  row.addEventListener("click", () => toggle(row));
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault(); // a space would scroll
    toggle(row);
  });
}

function toggle(row) {
  const open = row.ariaExpanded !== "true";
  row.ariaExpanded = open;
  row.querySelector(".details").hidden = !open;
}

// fields are the tags of a span, or one of its logs.
function fields(all) {
  const list = copyOf("fields");
  for (const { key, value } of all) {
    const field = copyOf("field");
    field.querySelector("dt").textContent = key;
    field.querySelector("dd").textContent = value;
    field.classList.toggle("long", value.includes("\n"));
    list.append(field);
  }
  return list;
}
