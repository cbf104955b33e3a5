import { Problem } from '../api.js';
import { find, moment, toast } from '../page.js';
import { calls } from './calls.js';
import { confirm, onSubmit } from './forms.js';
import { date, fill, fullName, Part } from './lists.js';

const list = find('#invites ul');
const adding = find('#add-invite', HTMLFormElement);
const whom = find('#invite-for', HTMLSelectElement);
const dialog = find('#invite', HTMLDialogElement);
const link = find('#invite-link', HTMLInputElement);
const share = find('#invite-share');
const told = find('#invite-done');

/** @type {PersonRecord[]} */
let people = [];

/** @type {Part<[PersonRecord[], KeyRecord[]]>} */
export const invites = new Part('invites', {
  read: signal => Promise.all([calls.people(signal), calls.keys(signal)]),
  filled: () => list.hasChildNodes(),
  fill: ([everybody, found]) => {
    people = everybody;
    offerPeople();
    fill(list, found.map(itemOf));
    return found.length > 0 ? '' : 'There is no invite yet. Make the first one above.';
  },
});

onSubmit(adding, async data => {
  if (!whom.value) throw new Problem(0, { errors: { userId: ['Choose for whom it is.'] } });
  const [wanted, days] = [String(data.get('userId')), Number(data.get('expiresInDays'))];
  const role = wanted === 'household' || wanted === 'admin' ? wanted : 'person';
  const invite = await calls.issue({
    name: String(data.get('name')),
    role,
    ...(role === 'person' && { userId: Number(wanted) }),
    ...(days > 0 && { expiresInDays: days }),
  });
  adding.reset();
  show(invite);
  void invites.show();
});

find('#invite-copy').addEventListener('click', async () => {
  const copied = await navigator.clipboard?.writeText(link.value).then(() => true, () => false);
  if (!copied) link.select();
  told.textContent = copied ? 'The link is copied.' : 'Copying was not allowed: the link is selected, copy it by hand.';
});
share.addEventListener('click', () => {
  // Who puts the sheet away knows that.
  navigator.share({ title: 'Halloween Costume', url: link.value }).catch(() => {});
});
dialog.addEventListener('close', () => {
  link.value = told.textContent = '';
  document.querySelector('#qr path')?.removeAttribute('d');
});

/** @param {Invite} invite */
function show({ name, inviteUrl, qr }) {
  find('#invite-heading').textContent = `An invite for ${name}`;
  link.value = inviteUrl;
  share.hidden = !navigator.share;
  document.querySelector('#qr')?.setAttribute('viewBox', `0 0 ${qr.length} ${qr.length}`);
  document.querySelector('#qr path')?.setAttribute('d', pathOf(qr));
  dialog.showModal();
}

/** A rectangle for each run of dark modules. @param {string[]} rows */
const pathOf = rows => rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`)).join('');

/** @param {KeyRecord} key @returns {Item} */
function itemOf(key) {
  const { id, name, role, userId, createdAt, expiresAt, revokedAt, lastUsedAt } = key;
  const expired = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  const holder = people.find(person => person.id === userId);
  return {
    key: id,
    title: name,
    badge: revokedAt ? 'Revoked' : expired ? 'Expired' : 'Works',
    over: !!revokedAt || expired,
    facts: [
      ['For', role === 'admin' ? 'Whoever runs the site' : role === 'household' ? 'The household' : holder ? fullName(holder) : 'Somebody who is gone'],
      ['Made', date(createdAt)],
      revokedAt ? ['Revoked', date(revokedAt)] : [expired ? 'Expired' : 'Ends', expiresAt ? date(expiresAt) : 'Never'],
      ['Last used', lastUsedAt ? moment(lastUsedAt) : 'Never'],
    ],
    actions: revokedAt || expired ? [] : [{ text: 'Revoke', run: () => revoke(key), danger: true }],
  };
}

/** @param {KeyRecord} key */
function revoke({ id, name }) {
  confirm(`Revoke ${name}?`, 'The link opens nothing any more, and whoever came in with it is signed out at once. Pictures stay.', 'Revoke', async () => {
    await calls.revoke(id);
    toast(`The invite ${name} is revoked.`);
    void invites.show();
  });
}

function offerPeople() {
  const before = whom.value;
  const offered = people.filter(({ retiredAt }) => !retiredAt).map(person => new Option(`${fullName(person)} alone`, String(person.id)));
  const [first, ...others] = [...whom.options].filter(({ value }) => !Number(value));
  whom.replaceChildren(first, ...offered, ...others);
  whom.value = before;
}
