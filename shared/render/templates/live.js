
// Follows an open conversation: elapsed times and the line of the present move by themselves, and
// what is new comes from the server, which draws the page again.
(() => {
  const { of, length } = page;
  // What the server sent, by part, to see what is new.
  const sent = new Map();
  const parts = root => [...root.querySelectorAll('[data-part]')];
  // How much the server's clock is ahead.
  let ahead = 0;
  let tag = null;
  const now = () => Date.now() + ahead;

  const percent = text => Number.parseFloat(text);
  // Moves the present. False if the drawing ends before it.
  const move = () => {
    for (const place of document.querySelectorAll('.elapsed[data-since]')) {
      place.textContent = length(Math.max(0, now() - place.dataset.since));
    }
    const line = of('now');
    if (!line) return true;
    const { from, to, left, right } = line.dataset;
    const share = (now() - from) / Math.max(1, to - from);
    const x = percent(left) + Math.min(1, share) * (percent(right) - percent(left));
    if (share < 0) return true;
    for (const it of line.children) {
      for (const name of ['x', 'x1', 'x2']) if (it.hasAttribute(name)) it.setAttribute(name, `${x}%`);
    }
    for (const bar of document.querySelectorAll('.grows')) {
      bar.setAttribute('width', `${Math.max(0, x - percent(bar.getAttribute('x')))}%`);
    }
    return share < 1;
  };

  const rows = () => [...document.querySelectorAll('#events tbody tr')];
  const say = text => {
    const line = of('live');
    if (line && line.textContent !== text) line.textContent = text;
  };

  // Replaces what is new on the page, and keeps focus, choice and place.
  const take = html => {
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    if (!fresh.getElementById('live')) return;
    const known = new Set(rows().map(row => row.dataset.id));
    const [focus, chosen] = [document.activeElement?.id, page.chosen()];
    const drawing = document.querySelector('.drawing');
    const canvas = document.querySelector('.canvas');
    const seen = drawing && (drawing.scrollLeft + drawing.clientWidth / 2) / canvas.offsetWidth;
    const main = document.querySelector('main');
    const order = parts(fresh).filter(part => part.closest('main'));
    for (const part of parts(fresh)) {
      const name = part.dataset.part;
      const old = document.querySelector(`[data-part="${name}"]`);
      if (sent.get(name) === part.innerHTML && old) continue;
      sent.set(name, part.innerHTML);
      page.localize(part);
      if (old) old.replaceWith(part);
      else main.insertBefore(part, order[order.indexOf(part) + 1] && document.querySelector(
        `[data-part="${order[order.indexOf(part) + 1].dataset.part}"]`));
    }
    for (const part of parts(document)) {
      if (!sent.has(part.dataset.part)) part.remove();
    }
    document.title = fresh.title;
    const [line, newer] = [of('live'), fresh.getElementById('live')];
    if (newer.dataset.poll) line.dataset.poll = newer.dataset.poll;
    else delete line.dataset.poll;
    const scroller = document.querySelector('.drawing');
    const width = document.querySelector('.canvas')?.offsetWidth;
    if (scroller && seen) scroller.scrollLeft = seen * width - scroller.clientWidth / 2;
    if (focus && document.activeElement === document.body) of(focus)?.focus({ preventScroll: true });
    if (chosen) page.choose(of(chosen));
    const added = rows().filter(row => !known.has(row.dataset.id));
    for (const row of added) row.classList.add('fresh');
    if (added.length) say(`New: ${added.map(row => row.querySelector('th').textContent).join(', ')}`);
  };

  const ask = async (url, whole) => {
    // The links to the neighbours stay as they are, so the server need not look for them.
    const headers = { Accept: 'text/html', Prefer: 'return=minimal' };
    if (tag && !whole) headers['If-None-Match'] = tag;
    const answer = await fetch(url, { headers, cache: 'no-store' });
    const date = Date.parse(answer.headers.get('Date'));
    if (date && Math.abs(date - now()) > 1500) ahead = date + 500 - Date.now();
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(answer.status);
    tag = answer.headers.get('ETag');
    take(await answer.text());
  };

  const follow = () => {
    let misses = 0;
    let moved = true;
    let busy = false;
    const poll = async () => {
      const seconds = +of('live').dataset.poll;
      if (!seconds) return say('');
      if (document.visibilityState === 'visible' && !busy) {
        busy = true;
        try {
          await ask(location.href.split('#')[0], !moved);
          if (misses) say('');
          misses = 0;
        } catch {
          misses += 1;
          if (misses > 1) say('The server does not answer; this page may be old. It tries again.');
        }
        busy = false;
        delete of('live').dataset.lost;
        if (misses > 1) of('live').dataset.lost = '';
        moved = move();
      }
      setTimeout(poll, 1000 * Math.min(30, seconds * 2 ** Math.min(misses, 4)));
    };
    setTimeout(poll, 1000 * +of('live').dataset.poll);
    setInterval(() => { moved = move(); }, 500);
  };

  // Zoom without loading the page again. What is in the middle stays there.
  document.addEventListener('click', async event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest('a[href^="?zoom="]');
    if (!link) return;
    event.preventDefault();
    const url = new URL(link.getAttribute('href'), location.href);
    try {
      page.choose(null);
      await ask(url.href.split('#')[0], true);
      history.replaceState(null, '', url.search);
      const target = of(url.hash.slice(1));
      if (target?.matches('.bar')) { page.show(target); target.focus({ preventScroll: true }); }
      else document.querySelector('.tools [aria-current]')?.focus({ preventScroll: true });
    } catch { location.assign(url.href); }
  });

  document.addEventListener('DOMContentLoaded', () => {
    for (const part of parts(document)) sent.set(part.dataset.part, part.innerHTML);
    page.start();
    if (of('live')?.dataset.poll && location.protocol.startsWith('http')) follow();
  });
})();
