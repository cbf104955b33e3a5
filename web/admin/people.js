import { api } from '../api.js';
import { apiOrigin } from '../config.js';
import { find, toast } from '../page.js';
import { calls } from './calls.js';
import { onSubmit, show } from './forms.js';
import { attempt, counted, date, fill, fullName, Part } from './lists.js';

const list = find('#people ul');
const adding = find('#add-person', HTMLFormElement);
const renaming = find('#rename', HTMLDialogElement);
const forgetting = find('#forget', HTMLDialogElement);

/** Whom the open dialog is about. @type {PersonRecord | null} */
let chosen = null;

/** @type {Part<PersonRecord[]>} */
export const people = new Part('people', {
  read: calls.people,
  filled: () => list.hasChildNodes(),
  fill: found => {
    fill(list, found.map(itemOf));
    return found.length > 0 ? '' : 'There is nobody yet. Add the first person above.';
  },
});

onSubmit(adding, async data => {
  const person = await calls.addPerson(namesIn(data));
  adding.reset();
  find('input', HTMLInputElement, adding).focus();
  done(`${fullName(person)} is there. Next: a model, and an invite.`);
});

onSubmit(find('form', HTMLFormElement, renaming), async data => {
  if (!chosen) return;
  const person = await calls.changePerson(chosen.id, namesIn(data));
  renaming.close();
  done(`${fullName(chosen)} is called ${fullName(person)} now.`);
});

onSubmit(find('form', HTMLFormElement, forgetting), async data => {
  if (!chosen) return;
  await calls.forgetPerson(chosen.id, String(data.get('confirm')));
  forgetting.close();
  done(`${fullName(chosen)} is forgotten.`);
});

/** @param {PersonRecord} person @returns {Item} */
function itemOf(person) {
  const { id, retiredAt, createdAt, images, models } = person;
  return {
    key: id,
    title: fullName(person),
    badge: retiredAt ? 'Retired' : '',
    over: !!retiredAt,
    facts: [
      ['Pictures', String(images)],
      ['Models', String(models)],
      ['Since', date(createdAt)],
      ...(retiredAt ? [/** @type {[string, string]} */ (['Retired', date(retiredAt)])] : []),
    ],
    actions: [
      { text: 'Rename', run: () => rename(person) },
      { text: retiredAt ? 'Bring back' : 'Retire', run: () => void attempt(retire(person)) },
      { text: 'Export', run: () => void attempt(download(person)) },
      { text: 'Forget', run: () => forget(person), danger: true },
    ],
  };
}

/** @param {PersonRecord} person */
function rename(person) {
  chosen = person;
  const form = show(renaming);
  find('[name=firstName]', HTMLInputElement, form).value = person.firstName;
  find('[name=lastName]', HTMLInputElement, form).value = person.lastName;
}

/** @param {PersonRecord} person */
async function retire(person) {
  await calls.changePerson(person.id, { retired: !person.retiredAt });
  done(person.retiredAt ? `${fullName(person)} is back.` : `${fullName(person)} is retired: no longer among the profiles, while the pictures stay.`);
}

/** @param {PersonRecord} person */
async function download({ id }) {
  // A download cannot ask for a key.
  await api.session();
  const link = document.createElement('a');
  link.href = `${apiOrigin}/api/people/${id}/export`;
  link.download = '';
  link.click();
  toast('The download begins.');
}

/** @param {PersonRecord} person */
function forget(person) {
  chosen = person;
  find('#forget-heading').textContent = `Forget ${fullName(person)}?`;
  find('#forget-pictures').textContent = counted(person.images, 'picture', 'pictures');
  find('#forget-models').textContent = counted(person.models, 'model', 'models');
  find('#forget-full').textContent = fullName(person);
  show(forgetting).reset();
}

/** @param {string} text */
function done(text) {
  toast(text);
  void people.show();
}

/** @param {FormData} data */
const namesIn = data => ({ firstName: String(data.get('firstName')), lastName: String(data.get('lastName')) });
