// Adds to a conversation's page details of what is chosen in the timeline. Bars, marks and rows are
// links to each other, with or without this.
const page = (() => {
  const root = document.documentElement;
  const { localize, two } = local;

  // As the server says lengths.
  const length = ms => {
    if (ms < 1e4) return `${Math.floor(ms / 1e3)}.${Math.floor(ms % 1e3 / 100)}s`;
    const seconds = Math.floor(ms / 1e3);
    const [minutes, hours, days] = [60, 3600, 86400].map(unit => Math.floor(seconds / unit));
    if (!minutes) return `${seconds}s`;
    if (days) return `${days}d ${hours % 24}h`;
    const rest = two(seconds % 60);
    return hours ? `${hours}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`;
  };

  const of = id => document.getElementById(id);
  let chosen = null;

  // The bar or mark and the row that belong to an element of either kind.
  const pair = element => {
    const isRow = element.localName === 'tr';
    const link = isRow ? element.querySelector('a[href^="#"]') : element;
    const target = link && of(link.getAttribute('href').split('#')[1]);
    return isRow ? { row: element, shape: target } : { row: target, shape: element };
  };

  const details = row => {
    const box = document.createElement('aside');
    box.className = 'details';
    box.setAttribute('aria-label', 'Details');
    const heads = [...row.closest('table').querySelectorAll('thead th')];
    const title = document.createElement('h2');
    title.textContent = row.querySelector('th').textContent;
    const list = document.createElement('dl');
    [...row.cells].forEach((cell, at) => {
      if (cell.localName === 'th' || cell.matches('.why') || !cell.textContent.trim()) return;
      if (cell.classList.contains('local') && !root.classList.contains('zoned')) return;
      const [name, value] = ['dt', 'dd'].map(tag => document.createElement(tag));
      name.textContent = heads[at].textContent;
      value.textContent = cell.textContent;
      const grows = cell.querySelector('.elapsed');
      if (grows) value.replaceChildren(grows.cloneNode(true));
      const both = document.createElement('div');
      both.append(name, value);
      list.append(both);
    });
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = 'Close';
    close.addEventListener('click', () => choose(null));
    const where = document.createElement('a');
    where.href = `#${row.id}`;
    where.dataset.go = '';
    where.textContent = 'Show in the table';
    box.append(title, list);
    const reason = why(row);
    if (reason) box.append(reason);
    box.append(where, close);
    return box;
  };

  // Why a Common Event follows: from the page itself, or from the server, once for each revision.
  const known = new Map();
  const why = row => {
    const [link, inside] = ['a', 'details > div'].map(it => row.querySelector(`.why ${it}`));
    if (!link && !inside) return null;
    const place = document.createElement('div');
    place.className = 'reason';
    place.setAttribute('aria-live', 'polite');
    const fill = part => {
      const copy = part.cloneNode(true);
      for (const own of copy.querySelectorAll('a')) {
        own.setAttribute('href', `#${own.getAttribute('href').split('#')[1]}`);
      }
      place.replaceChildren(...copy.childNodes);
    };
    if (inside) fill(inside);
    else {
      const key = `${row.dataset.id} ${row.cells[4].textContent}`;
      if (!known.has(key)) known.set(key, ask(link.href));
      place.textContent = 'Asking why …';
      known.get(key).then(fill).catch(() => {
        known.delete(key);
        place.replaceChildren(link.cloneNode(true));
      });
    }
    return place;
  };

  const ask = async url => {
    const answer = await fetch(url, { headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const part = page.getElementById('explained');
    if (!answer.ok || !part) throw new Error(answer.status);
    localize(part);
    return part;
  };

  // The address names what is chosen, so that it can be sent to someone else. A zoom may have changed
  // the rest of it by then.
  let waits = 0;
  const address = hash => {
    clearTimeout(waits);
    const set = () => history.replaceState(null, '', location.pathname + location.search + hash);
    waits = setTimeout(set, 250);
  };

  // Chooses a bar, a mark or a row, and its counterpart. `null` chooses nothing.
  const choose = element => {
    if (element && element.id === chosen && element.classList.contains('selected')) return;
    document.querySelectorAll('.selected').forEach(it => it.classList.remove('selected'));
    document.querySelector('.details')?.remove();
    chosen = element && element.id;
    address(element ? `#${element.id}` : '');
    if (!element) return;
    const { row, shape } = pair(element);
    for (const it of [row, shape]) it?.classList.add('selected');
    if (row && /^[de]-/.test(row.id)) document.body.append(details(row));
  };

  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
  const show = element =>
    element.scrollIntoView({ block: 'nearest', inline: 'center', behavior: still() ? 'auto' : 'smooth' });

  document.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest('a[href]');
    if (!link) {
      const row = event.target.closest('tr[id]');
      if (row && /^[de]-/.test(row.id) && !String(getSelection())) choose(row);
      return;
    }
    const [before, id] = link.getAttribute('href').split('#');
    const target = id && of(id);
    if (before || !target) return;
    if (link.matches('.bar, .mark')) {
      event.preventDefault();
      choose(link);
    } else if (/^[bmde]-/.test(id)) {
      event.preventDefault();
      choose(target);
      show(target);
      if (target.matches('.bar, .mark')) target.focus({ preventScroll: true });
    }
  });

  // Arrows walk from bar to bar and from lane to lane; Escape closes the details.
  const middle = shape => { const box = shape.getBoundingClientRect(); return box.left + box.width / 2; };
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && chosen) {
      const element = of(chosen);
      choose(null);
      return element?.matches('.bar, .mark') && element.focus({ preventScroll: true });
    }
    const here = document.activeElement;
    if (!here?.matches('.bar, .mark') || event.ctrlKey || event.metaKey || event.altKey) return;
    const shapes = lane => [...lane.querySelectorAll('.bar, .mark')];
    const lanes = [...document.querySelectorAll('.lane')].filter(lane => shapes(lane).length);
    const lane = here.closest('.lane');
    const own = shapes(lane);
    const at = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const nearest = other => shapes(other).reduce((best, it) =>
      Math.abs(middle(it) - middle(here)) < Math.abs(middle(best) - middle(here)) ? it : best);
    const other = up && lanes[lanes.indexOf(lane) + up];
    const next = at ? own[own.indexOf(here) + at] : other && nearest(other);
    if (at || up) event.preventDefault();
    if (!next) return;
    next.focus({ preventScroll: true });
    show(next);
    if (chosen) choose(next);
  });

  const start = () => {
    localize(document);
    // Where the drawing is wider than the window, what happens now is at its end.
    const drawing = of('now') && document.querySelector('.drawing');
    if (drawing) drawing.scrollLeft = drawing.scrollWidth;
    const element = of(location.hash.slice(1));
    if (element?.matches('.bar, .mark, tr') && /^[bmde]-/.test(element.id)) choose(element);
  };
  return { start, localize, length, choose, of, show, chosen: () => chosen };
})();
