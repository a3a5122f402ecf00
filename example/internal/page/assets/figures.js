// What the service counts, by route: rate, errors and the mean duration. A
// percentile of a few requests would be no more than the bound of a bucket.

const period = 2000; // ms between two requests for figures
const span = 10_000; // ms that the rate is measured over

const panel = document.getElementById("figures");
const looks = []; // { at, routes } of the last ten seconds

export async function watch(url) {
  try {
    const response = await fetch(url);
    if (response.ok) draw(await response.json());
  } catch {
    // The service is gone. The next request may find it again.
  }
  setTimeout(watch, period, url);
}

function draw(routes) {
  const at = performance.now();
  while (looks.length > 1 && looks[0].at < at - span) looks.shift();
  looks.push({ at, routes });
  panel.hidden = routes.length === 0;
  panel.querySelector("tbody").replaceChildren(...routes.map(line));
}

function line(route) {
  const line = document.getElementById("route").content.firstElementChild.cloneNode(true);
  line.querySelector("code").textContent = route.route;
  line.querySelector(".rate").textContent = rate(route).toFixed(1);
  line.querySelector(".errors").textContent = `${Math.round((100 * route.errors) / route.requests)} %`;
  line.querySelector(".errors").dataset.outcome = route.errors > 0 ? "failed" : "fine";
  line.querySelector(".mean").textContent = milliseconds(route.mean);
  return line;
}

function milliseconds(seconds) {
  const ms = seconds * 1000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

// rate returns the requests per second since the oldest look. It is 0 if a restart
// of the service has reset the count.
function rate({ route, requests }) {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === last) return 0;
  const before = first.routes.find((other) => other.route === route)?.requests ?? 0;
  return Math.max(0, requests - before) / ((last.at - first.at) / 1000);
}
