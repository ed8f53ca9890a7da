// Shows times in the browser's zone, and reloads the list in place. Without this script, times are
// UTC and the browser reloads the whole page.
(() => {
  const two = number => String(number).padStart(2, '0');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'local';
  const day = at => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = at => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  // A time of today needs no day.
  const localize = root => {
    const today = day(new Date());
    for (const time of root.querySelectorAll('time')) {
      const at = new Date(time.dateTime);
      time.title = time.textContent + ' UTC';
      time.textContent = day(at) === today ? clock(at) : `${day(at)} ${clock(at)}`;
    }
    for (const name of root.querySelectorAll('.zone')) name.textContent = zone;
  };
  localize(document);

  const seconds = Number(document.getElementById('list').dataset.reload);
  if (!seconds || !location.protocol.startsWith('http')) return;
  // The cell with the state of each conversation, by the path of its link.
  const states = list => new Map([...list.querySelectorAll('tbody tr')].map(row =>
    [row.querySelector('th a').getAttribute('href').split('?')[0], row.querySelector('.state')]));
  const word = cell => cell.querySelector('.spot + span').textContent;
  const reload = async () => {
    if (document.visibilityState !== 'visible') return;
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [old, list] = [document.getElementById('list'), page.getElementById('list')];
    if (!list) return;
    const focus = old.contains(document.activeElement) && document.activeElement.getAttribute('href');
    localize(list);
    const known = states(old);
    old.replaceWith(list);
    // Shows what is new: a conversation, or its state.
    for (const [link, cell] of states(list)) {
      const before = known.get(link);
      if (!before) cell.closest('tr').classList.add('fresh');
      else if (word(before) !== word(cell)) cell.classList.add('fresh');
    }
    if (focus) {
      const again = [...list.querySelectorAll('a')].find(a => a.getAttribute('href') === focus);
      if (again) again.focus({ preventScroll: true });
    }
  };
  // The list says as of when it is, so a failure needs no message of its own.
  const again = () => setTimeout(() => reload().catch(() => {}).then(again), seconds * 1000);
  again();
})();
