import { find } from '../page.js';
import { calls } from './calls.js';
import { fullName, Part } from './lists.js';

const tables = find('#usage-tables');
const byPerson = find('#usage-people', HTMLTableElement);
const byDay = find('#usage-by-day', HTMLTableElement);
const choice = find('#usage-days', HTMLFieldSetElement);
const locale = navigator.languages.find(language => language.startsWith('en')) ?? 'en';

/** @type {Part<Usage>} */
export const usage = new Part('usage', {
  read: signal => calls.usage(days(), signal),
  filled: () => !tables.hidden,
  fill: ({ days: rows }) => {
    tables.hidden = rows.length === 0;
    fillPeople(rows);
    fillDays(rows);
    return rows.length > 0 ? '' : `Nobody asked for a picture in the last ${days()} days.`;
  },
});

choice.addEventListener('change', () => void usage.show());

const days = () => find(':checked', HTMLInputElement, choice).value;

/** @param {UsageRow[]} rows */
function fillPeople(rows) {
  const sums = [...Map.groupBy(rows, ({ userId }) => userId).values()].map(sumOf).sort((a, b) => b.requested - a.requested);
  const most = Math.max(1, ...sums.map(({ requested }) => requested));
  byPerson.tBodies[0].replaceChildren(...sums.map(sum => rowOf(fullName(sum), sum, barOf(sum.requested / most))));
  const all = sumOf(rows);
  const cells = [...byPerson.tFoot?.rows[0].cells ?? []];
  cells[1].textContent = figure(all.requested);
  cells[2].textContent = figure(all.returned);
}

/** @param {UsageRow[]} rows by day, the newest first */
function fillDays(rows) {
  for (const body of [...byDay.tBodies]) body.remove();
  for (const [day, those] of Map.groupBy(rows, row => row.day)) {
    const body = byDay.createTBody();
    const head = rowOf(dayName(day), sumOf(those));
    head.className = 'day';
    body.append(head, ...those.map(row => rowOf(fullName(row), row)));
  }
}

/** @param {UsageRow[]} rows */
const sumOf = rows => ({
  firstName: rows[0]?.firstName ?? '',
  lastName: rows[0]?.lastName ?? '',
  requested: rows.reduce((sum, { requested }) => sum + requested, 0),
  returned: rows.reduce((sum, { returned }) => sum + returned, 0),
});

/** @param {string} name @param {{ requested: number, returned: number }} figures @param {HTMLElement[]} beside */
function rowOf(name, { requested, returned }, ...beside) {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.append(name, ...beside);
  row.append(head);
  row.insertCell().textContent = figure(requested);
  row.insertCell().textContent = figure(returned);
  return row;
}

/** Says nothing that the figure does not say. @param {number} share up to 1 */
function barOf(share) {
  const bar = document.createElement('span');
  bar.className = 'bar';
  bar.ariaHidden = 'true';
  bar.style.inlineSize = `${(share * 100).toFixed(1)}%`;
  return bar;
}

/** @param {number} count */
const figure = count => count.toLocaleString(locale);

/** @param {string} day such as '2026-10-31', of UTC */
const dayName = day => new Date(`${day}T12:00Z`).toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
