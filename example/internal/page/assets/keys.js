// moves has the arrow keys move the focus through the items of a list.
export function moves(list, selector) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...list.querySelectorAll(selector)];
    const next = items[items.indexOf(event.target) + step];
    if (!step || !items.includes(event.target) || !next) return;
    event.preventDefault(); // they would scroll
    next.focus();
  });
}
