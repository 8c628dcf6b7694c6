/**
 * Asked inside the page, by the browser test: what is wrong with how it is laid out, as sentences. Plain JavaScript, as it
 * is sent as text.
 */
export const layoutProblems = `(() => {
  const problems = [];
  const width = document.documentElement.clientWidth;
  const say = (element, what) => problems.push(what + ': <' + element.tagName + ' ' + (element.getAttribute('class') ?? '') + '> ' + element.textContent.trim().slice(0, 60));
  if (document.scrollingElement.scrollWidth > width) problems.push('the page is ' + document.scrollingElement.scrollWidth + ' wide in ' + width);

  const isShown = (element) => element.checkVisibility({ contentVisibilityAuto: true }) && element.getClientRects().length > 0;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() !== '' && isShown(element)) texts.push(element);
  }
  for (const element of new Set(texts)) {
    const { left, right } = element.getBoundingClientRect();
    if (left < -1 || right > width + 1) say(element, 'runs from ' + left + ' to ' + right + ' in ' + width);
  }

  const channels = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const paintOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = channels(getComputedStyle(each).backgroundColor);
      if (color.a > 0) return color;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const probe = document.createElement('i');
  document.body.append(probe);
  probe.style.color = 'var(--panel)';
  const panel = channels(getComputedStyle(probe).color);
  probe.remove();
  for (const element of new Set(texts)) {
    const style = getComputedStyle(element);
    const isDrawn = element.closest('svg') !== null;
    const ink = channels(isDrawn ? style.fill : style.color);
    // What is drawn may stand on a panel of the drawing.
    const least = Math.min(...(isDrawn ? [paintOf(element), panel] : [paintOf(element)]).map((behind) => contrast(ink, behind)));
    if (least < 4.5) say(element, 'has a contrast of ' + least.toFixed(2));
    if (parseFloat(style.fontSize) < 11) say(element, 'is set in ' + style.fontSize);
  }

  for (const svg of document.querySelectorAll('svg[role=img]')) {
    if (!isShown(svg)) continue;
    const frame = svg.closest('figure').getBoundingClientRect();
    const drawn = [...svg.querySelectorAll('text')].map((element) => ({ element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const rects = [...svg.querySelectorAll('rect')].map((rect) => rect.getBoundingClientRect());
    for (const { element, box } of drawn) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) say(element, 'leaves its drawing');
      const around = rects.filter((rect) => rect.left <= box.left && rect.top <= box.top && rect.bottom >= box.bottom && rect.right > box.left);
      if (svg.classList.contains('topology') && around.some((rect) => rect.right < box.right)) say(element, 'leaves its box');
    }
    drawn.forEach(({ element, box }, index) => {
      for (const other of drawn.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 4) say(element, 'is covered by ' + other.element.textContent);
      }
    });
  }
  return problems;
})()`;
