// The least contrast of any text on the page with what is behind it, as WCAG
// defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
(() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);

  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 ? ground(element.parentElement) : color;
  };

  const contrast = (element) => {
    const [dark, light] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return Math.min(...[...document.body.querySelectorAll("*")].filter((e) => e.checkVisibility() && hasText(e)).map(contrast));
})();
