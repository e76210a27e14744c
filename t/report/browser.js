// browser.js: opens pages in frames of several widths and lists what is wrong: a page wider than its frame, text outside it, text over
// text, something that was fetched, colours that are not those of the scheme. `files`, `widths` and `scheme` are set before it.
const findings = [];

// Where each piece of text lies; what scrolls by itself may lie outside.
function pieces(document) {
  const found = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || node.parentElement.closest('head,title,desc,style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1)
        found.push({ left: box.left, top: box.top + 2, right: box.right, bottom: box.bottom - 2, text: node.data.trim().slice(0, 40),
                     scrolls: !!node.parentElement.closest('.scroll') });
  }
  return found.sort((a, b) => a.top - b.top);
}

function overlaps(found) {
  const pairs = [];
  found.forEach((a, i) => {
    for (let j = i + 1; j < found.length && found[j].top < a.bottom; j++) {
      const b = found[j];
      if (a.scrolls && b.scrolls) continue;
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2) pairs.push([a.text, b.text]);
    }
  });
  return pairs.slice(0, 6);
}

async function look(file, width) {
  const frame = document.createElement('iframe');
  frame.style.cssText = `border:0;width:${width}px;height:900px`;
  frame.src = file;
  document.body.appendChild(frame);
  await new Promise(done => frame.onload = done);
  const page = frame.contentDocument, say = (...what) => findings.push([file, width, ...what].join(' '));
  if (page.documentElement.scrollWidth > width) say('is', page.documentElement.scrollWidth, 'wide');
  const found = pieces(page);
  for (const p of found) if (!p.scrolls && (p.right > width + 1 || p.left < -1)) say('text outside:', p.text, Math.round(p.left), Math.round(p.right));
  for (const [a, b] of overlaps(found)) say('text over text:', a, '|', b);
  for (const entry of frame.contentWindow.performance.getEntriesByType('resource')) say('fetched', entry.name);
  for (const node of page.querySelectorAll('script,link,[src],[srcset],object,image,use')) say('fetches or runs', node.outerHTML);
  if (/url\(|@import|@font-face/.test(page.documentElement.outerHTML)) say('fetches by its style');
  if (page.querySelector('main')) {
    const paper = frame.contentWindow.getComputedStyle(page.body).backgroundColor;
    if (paper !== (scheme === 'dark' ? 'rgb(21, 24, 27)' : 'rgb(255, 255, 255)')) say('paper is', paper, 'in the scheme', scheme);
  }
  frame.remove();
}

(async () => {
  for (const file of files) for (const width of widths) await look(file, width);
  const text = document.createElement('pre');
  text.id = 'findings';
  text.textContent = JSON.stringify(findings);
  document.body.appendChild(text);
})();
