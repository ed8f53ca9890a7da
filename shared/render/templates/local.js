// Adds local times beside UTC, where they differ. For each page that shows instants of a conversation.
const local = (() => {
  const two = number => String(number).padStart(2, '0');
  const day = at => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = at => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'local';

  const localize = part => {
    for (const place of part.querySelectorAll('.local[data-ms]')) {
      const [from, to] = [place.dataset.ms, place.dataset.end].map(ms => ms && new Date(+ms));
      if (place.localName === 'text') {
        const isLong = place.nextElementSibling.textContent.length > 8;
        place.textContent = isLong ? `${day(from).slice(5)} ${clock(from)}` : clock(from);
      } else if (place.localName === 'td') {
        place.textContent = `${day(from)} ${clock(from)}`;
      } else {
        const end = to && (day(from) === day(to) ? clock(to) : `${day(to)} ${clock(to)}`);
        place.textContent = `${day(from)} ${clock(from)}${end ? ` – ${end}` : ''} ${zone}`;
      }
    }
    for (const name of part.querySelectorAll('th.zone')) name.textContent = zone;
  };

  // Before the page is painted, so that nothing moves when the times come.
  if (new Date().getTimezoneOffset() !== 0) document.documentElement.classList.add('zoned');
  return { localize, two };
})();
