// Filter and search, only an addition: without it the page is whole. All it reads is the page itself.
(() => {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const form = byId('filter');
  const text = byId('filter-text');
  const selects = ['severity', 'fate', 'kind'].map((name) => [name, byId(`filter-${name}`)]);
  const area = form.parentElement;
  const rows = [...area.querySelectorAll('[data-row]')];
  // Inner groups first, so that a group knows whether something in it is left.
  const groups = [...area.querySelectorAll('[data-group]')].reverse();
  const words = new Map();
  const opened = new Set();
  let timer;

  const textOf = (element) => {
    let found = words.get(element);
    if (found === undefined) {
      found = element.textContent.toLowerCase();
      words.set(element, found);
    }
    return found;
  };

  const open = (details) => {
    if (!details.open) {
      details.open = true;
      opened.add(details);
    }
  };

  // A tree stays when one of its members is meant; it opens and shows those.
  const searchMembers = (row, query) => {
    let found = 0;
    for (const member of row.querySelectorAll('[data-member]')) {
      const isMeant = query === '' || textOf(member).includes(query);
      member.hidden = !isMeant;
      if (isMeant) found++;
    }
    return found;
  };

  const apply = () => {
    const query = text.value.trim().toLowerCase();
    const chosen = selects.filter(([, select]) => select.value !== '');
    const isActive = query !== '' || chosen.length > 0;
    for (const details of opened) details.open = false;
    opened.clear();
    let shown = 0;
    for (const row of rows) {
      const fits = chosen.every(([name, select]) => row.dataset[name].split(' ').includes(select.value));
      const summary = row.querySelector('summary .name');
      const isMeant = fits && (query === '' || textOf(row).includes(query));
      row.hidden = !isMeant;
      if (!isMeant) continue;
      shown++;
      const isTree = row.querySelector('[data-member]') !== null;
      if (isTree) {
        const inName = query !== '' && textOf(summary).includes(query);
        const found = searchMembers(row, inName ? '' : query);
        if (query !== '' && !inName && found > 0) open(row.querySelector('details'));
      }
    }
    for (const part of area.querySelectorAll('[data-unfiltered]')) part.hidden = isActive;
    for (const group of groups) {
      const hasRow = group.querySelector('[data-row]:not([hidden])') !== null;
      group.hidden = isActive && !hasRow;
      if (isActive && hasRow && group.tagName === 'DETAILS') open(group);
    }
    const leftOut =
      form.dataset.leftOut === '0' ? '' : `; ${form.dataset.leftOut} more are only in items.csv`;
    const count = isActive ? `${shown} of ${rows.length} lines shown` : `${rows.length} lines`;
    byId('filter-count').textContent = count + leftOut;
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  };

  text.addEventListener('input', later);
  for (const [, select] of selects) select.addEventListener('change', apply);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener('reset', () => setTimeout(apply, 0));
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      text.focus();
    }
    if (event.key === 'Escape' && event.target === text) form.reset();
  });

  // A link into something that is filtered out or folded brings it back.
  const reveal = () => {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (target === null) return;
    if (target.closest('[hidden]') !== null) {
      form.reset();
      apply();
    }
    for (let at = target; at !== null; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    const own = target.matches('.entry') ? target.querySelector('details') : null;
    if (own !== null) own.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);

  // Where the style sheet cannot open what is folded for paper.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details.kind, details.fold:not(.waive), details.diff')].filter(
      (it) => !it.open,
    );
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });

  form.hidden = false;
  apply();
  reveal();
})();
