// Sorts, filters and searches. Without it the page shows everything, in the listed order.

const form = document.querySelector('form');
const search = form.querySelector('input[type=search]');
const order = form.querySelector('select');
const kinds = [...form.querySelectorAll('input[type=checkbox]')];
const status = form.querySelector('output');
const noMatch = document.getElementById('no-match');
const collator = new Intl.Collator('en', { numeric: true });

const tables = [...document.querySelectorAll('tbody')].map((body) => ({
  body,
  kind: body.dataset.kind,
  section: body.closest('section'),
  group: body.closest('details') ?? body.closest('section'),
  rows: [...body.rows].map((row, listed) => {
    const name = row.cells[0].firstChild.textContent;
    const id = row.cells[0].lastChild.textContent;
    const reason = row.cells[1]?.textContent ?? '';
    return { row, listed, name, id, reason, text: `${name} ${id}`.toLowerCase() };
  }),
}));
const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);

function filter() {
  const wanted = search.value.trim().toLowerCase();
  const shownKinds = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
  let shown = 0;
  const shownSections = new Set();
  for (const { kind, section, group, rows } of tables) {
    let matches = 0;
    for (const { row, text } of rows) {
      const isShown = shownKinds.has(kind) && text.includes(wanted);
      row.hidden = !isShown;
      if (isShown) matches += 1;
    }
    group.hidden = matches === 0;
    if (matches > 0) shownSections.add(section);
    if (wanted !== '' && matches > 0) group.open = true;
    shown += matches;
  }
  for (const { section } of tables) section.hidden = !shownSections.has(section);
  noMatch.hidden = shown > 0;
  const count = (number) => number.toLocaleString('en');
  status.textContent = `${count(shown)} of ${count(total)} ${total === 1 ? 'account' : 'accounts'} shown`;
}

function sort() {
  const key = order.value;
  for (const { body, rows } of tables) {
    const compare = key === '' ? () => 0 : (one, other) => collator.compare(one[key], other[key]);
    rows.sort((one, other) => compare(one, other) || one.listed - other.listed);
    body.append(...rows.map(({ row }) => row));
  }
}

search.addEventListener('input', filter);
order.addEventListener('change', sort);
for (const box of kinds) box.addEventListener('change', filter);
form.addEventListener('submit', (event) => event.preventDefault());

// A browser can bring back what was typed before a reload.
if (order.value !== '') sort();
filter();
form.hidden = total < 2;
