// Filter, sort and search, only an addition: hosts, pools and findings stand in the page without it.
(() => {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId('data').textContent);
  const table = byId('host-table');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const ROWS_SHOWN = 200;
  const NAMES_SHOWN = 20;

  const hostsOf = (item) => new Set(item.values.flatMap((value) => value.on));
  const namesOf = (places) => {
    const names = places.slice(0, NAMES_SHOWN).map((place) => data.hosts[place]);
    const more = places.length - names.length;
    return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
  };
  const cell = (row, text, className) => {
    const element = row.insertCell();
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const later = (run) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(run, 120);
    };
  };

  // Hosts
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const filterHosts = () => {
    const text = byId('filter-text').value.trim().toLowerCase();
    const state = byId('filter-state').value;
    const rule = byId('filter-rule').value;
    const item = byId('filter-item').value.trim().toLowerCase();
    const withRule = rule === '' ? null : new Set(data.rules[Number(rule)].on);
    const withItem =
      item === ''
        ? null
        : new Set(
            data.items
              .filter((one) => one.id.toLowerCase().includes(item))
              .flatMap((one) => [...hostsOf(one)]),
          );
    let shown = 0;
    for (const [index, row] of rows.entries()) {
      const place = Number(row.dataset.host);
      row.hidden =
        (text !== '' && !texts[index].includes(text)) ||
        (state !== '' && row.dataset.state !== state) ||
        (withRule !== null && !withRule.has(place)) ||
        (withItem !== null && !withItem.has(place));
      if (!row.hidden) shown++;
    }
    byId('filter-count').textContent =
      shown === rows.length ? `${rows.length} hosts` : `${shown} of ${rows.length} hosts shown`;
  };

  const valueIn = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const sortBy = (header, column) => {
    const down = header.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const sign = down ? -1 : 1;
    const number = header.dataset.sort === 'number';
    const keyed = rows.map((row) => ({ row, value: valueIn(row, column) }));
    keyed.sort((a, b) => {
      // What has no value stands last, whichever way.
      if (a.value === '' || b.value === '') return a.value === b.value ? 0 : a.value === '' ? 1 : -1;
      return sign * (number ? Number(a.value) - Number(b.value) : a.value.localeCompare(b.value));
    });
    body.append(...keyed.map(({ row }) => row));
  };
  for (const [column, header] of [...table.tHead.rows[0].cells].entries()) {
    if (!header.dataset.sort) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.textContent = header.textContent;
    button.addEventListener('click', () => sortBy(header, column));
    header.replaceChildren(button);
  }

  // Findings: the whole list of hosts, where the page has its beginning.
  for (const place of document.querySelectorAll('[data-rule]')) {
    const rule = data.rules[Number(place.dataset.rule)];
    if (rule.on.length <= NAMES_SHOWN) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'open';
    button.textContent = 'Show all';
    button.addEventListener('click', () => {
      place.textContent = rule.on.map((host) => data.hosts[host]).join(', ');
    });
    place.append(' ', button);
  }

  // Items
  const items = byId('item-table');
  const spread = {
    one: (count) => count === 1,
    some: (count) => count < data.hosts.length,
    differs: (_, item) => item.values.filter((value) => value.value !== '').length > 1,
  };
  const showItems = () => {
    const text = byId('find-text').value.trim().toLowerCase();
    const kind = byId('find-kind').value;
    const fate = byId('find-fate').value;
    const fits = spread[byId('find-spread').value];
    const found = data.items.filter(
      (item) =>
        (kind === '' || item.kind === kind) &&
        (fate === '' || item.fate === fate) &&
        (text === '' || item.id.toLowerCase().includes(text)) &&
        (fits === undefined || fits(hostsOf(item).size, item)),
    );
    const list = document.createElement('tbody');
    for (const item of found.slice(0, ROWS_SHOWN)) {
      const row = list.insertRow();
      const name = document.createElement('th');
      name.scope = 'row';
      const code = document.createElement('code');
      code.textContent = item.id;
      name.append(code);
      row.append(name);
      cell(row, item.fate);
      cell(row, item.compat);
      const hosts = hostsOf(item);
      cell(row, String(hosts.size), 'number');
      const where = cell(row, '');
      for (const value of item.values) {
        const line = document.createElement('div');
        const label = item.values.length > 1 && value.value !== '' ? `${value.value}: ` : '';
        line.textContent = label + namesOf(value.on);
        where.append(line);
      }
    }
    items.tBodies[0].replaceWith(list);
    items.hidden = found.length === 0;
    byId('find-count').textContent =
      found.length > ROWS_SHOWN
        ? `${found.length} items; the first ${ROWS_SHOWN} are shown`
        : `${found.length} items`;
  };

  for (const [id, run] of [
    ['filter', filterHosts],
    ['find', showItems],
  ]) {
    const form = byId(id);
    const soon = later(run);
    form.hidden = false;
    form.addEventListener('input', soon);
    form.addEventListener('reset', () => setTimeout(run));
    form.addEventListener('submit', (event) => event.preventDefault());
    run();
  }
})();
