import { Problem } from '../api.js';
import { find, say, toast } from '../page.js';
import { calls } from './calls.js';
import { confirm, onSubmit, show } from './forms.js';
import { attempt, date, fill, fullName, Part } from './lists.js';
import { put } from './upload.js';

const list = find('#models ul');
const box = find('#add-model-box', HTMLDetailsElement);
const adding = find('#add-model', HTMLFormElement);
const changing = find('#model', HTMLDialogElement);
const person = find('#model-person', HTMLSelectElement);
const file = find('#model-file', HTMLInputElement);
const uploading = find('#uploading');
const progress = find('#upload-progress', HTMLProgressElement);
const progressText = find('#upload-text');

/** @type {PersonRecord[]} */
let people = [];
/** What the open dialog is about. @type {ModelRecord | null} */
let chosen = null;
/** Is there already, should the rest be refused. @type {{ file: File, uploadId: string } | null} */
let uploaded = null;
/** @type {AbortController | null} */
let sending = null;

/** @type {Part<[PersonRecord[], ModelRecord[]]>} */
export const models = new Part('models', {
  read: signal => Promise.all([calls.people(signal), calls.models(signal)]),
  filled: () => list.hasChildNodes(),
  fill: ([everybody, found]) => {
    people = everybody;
    offerPeople();
    fill(list, found.map(itemOf));
    if (people.length === 0) return 'A model shows a person: add people first.';
    return found.length > 0 ? '' : 'There is no model yet. Add the first one above.';
  },
});

adding.addEventListener('change', ({ target }) => {
  const from = String(new FormData(adding).get('from'));
  for (const field of adding.querySelectorAll('[data-from]')) field.toggleAttribute('hidden', field.getAttribute('data-from') !== from);
  if (target === file) uploaded = null;
  if (target === person) offerUsers(adding, Number(person.value), checkedIn(adding));
  follow(adding);
});
find('form', HTMLFormElement, changing).addEventListener('change', event => follow(/** @type {HTMLFormElement} */ (event.currentTarget)));

onSubmit(adding, async data => {
  const where = data.get('from') === 'url' ? { url: String(data.get('url')) } : { uploadId: await upload() };
  try {
    const model = await calls.addModel({ personId: Number(data.get('personId')), ...partsIn(data, adding), ...where });
    uploaded = null;
    adding.reset();
    adding.dispatchEvent(new Event('change'));
    offerUsers(adding, Number(person.value), []);
    box.open = false;
    find('summary', undefined, box).focus();
    done(`The model ${model.trigger} is there.`);
  } catch (error) {
    if (error instanceof Problem && 'uploadId' in error.errors) uploaded = null;
    throw error;
  }
}, '');

find('#upload-cancel').addEventListener('click', () => sending?.abort());
addEventListener('beforeunload', event => { if (sending) event.preventDefault(); });

onSubmit(find('form', HTMLFormElement, changing), async data => {
  if (!chosen) return;
  const model = await calls.changeModel(chosen.id, partsIn(data, find('form', HTMLFormElement, changing)));
  changing.close();
  done(`The model ${model.trigger} is changed.`);
});

/** @returns {Promise<string>} the upload's id */
async function upload() {
  const chosenFile = file.files?.[0];
  if (!chosenFile) throw new Problem(0, { errors: { uploadId: ['Choose a file.'] } });
  if (uploaded?.file === chosenFile) return uploaded.uploadId;
  sending = new AbortController();
  uploading.hidden = false;
  tell(0, chosenFile.size);
  say('The upload begins.');
  try {
    const address = await calls.expectUpload(chosenFile.size);
    sending.signal.throwIfAborted();
    find('#upload-cancel').focus();
    await put(address, chosenFile, loaded => tell(loaded, chosenFile.size), sending.signal);
    uploaded = { file: chosenFile, uploadId: address.uploadId };
    return address.uploadId;
  } catch (error) {
    if (sending.signal.aborted) throw new Problem(0, { errors: { uploadId: ['The upload was cancelled. Nothing is kept of it.'] } });
    throw error;
  } finally {
    sending = null;
    uploading.hidden = true;
  }
}

/** @param {number} loaded @param {number} size bytes */
function tell(loaded, size) {
  const before = progress.value;
  progress.value = size > 0 ? Math.min(1, loaded / size) : 0;
  progressText.textContent = loaded < size ? `Uploading: ${megabytes(loaded)} of ${megabytes(size)}` : 'Uploaded. The server looks at it…';
  // Heard at each quarter.
  if (Math.floor(progress.value * 4) > Math.floor(before * 4)) say(`${Math.floor(progress.value * 4) * 25} percent uploaded.`);
}

/** @param {ModelRecord} model @returns {Item} */
function itemOf(model) {
  const { id, trigger, scale, weights, url, sizeBytes, createdAt, retiredAt } = model;
  return {
    key: id,
    title: trigger,
    badge: retiredAt ? 'Retired' : '',
    over: !!retiredAt,
    facts: [
      ['Face', fullName(model)],
      ['Used by', usersOf(model)],
      ['Scale', String(scale)],
      ['Weights', weights === 'file' ? `File${sizeBytes ? `, ${megabytes(sizeBytes)}` : ''}` : `Address at ${new URL(url ?? '', location.href).host}`],
      ['Added', date(createdAt)],
    ],
    actions: [
      { text: 'Change', run: () => change(model) },
      { text: retiredAt ? 'Bring back' : 'Retire', run: () => void attempt(retire(model)) },
      { text: 'Delete', run: () => remove(model), danger: true },
    ],
  };
}

/** @param {ModelRecord} model */
function usersOf(model) {
  if (model.shared) return 'Everybody';
  const others = people.filter(({ id }) => model.userIds.includes(id) && id !== model.personId).map(fullName);
  return others.length > 0 ? [fullName(model), ...others].join(', ') : `${fullName(model)} alone`;
}

/** @param {ModelRecord} model */
function change(model) {
  chosen = model;
  const form = show(changing);
  find('#model-heading').textContent = `Change ${model.trigger}`;
  find('[name=trigger]', HTMLInputElement, form).value = model.trigger;
  find('[name=scale]', HTMLInputElement, form).value = String(model.scale);
  find('[name=shared]', HTMLInputElement, form).checked = model.shared;
  offerUsers(form, model.personId, model.userIds);
  follow(form);
}

/** @param {ModelRecord} model */
async function retire({ id, trigger, retiredAt }) {
  await calls.changeModel(id, { retired: !retiredAt });
  done(retiredAt ? `The model ${trigger} is back.` : `The model ${trigger} is retired: no longer offered, while the pictures stay.`);
}

/** @param {ModelRecord} model */
function remove(model) {
  confirm(`Delete ${model.trigger}?`, `The model and its weights are deleted for good. Pictures that were made with it stay. To only stop offering it, retire it.`, 'Delete for good', async () => {
    await calls.removeModel(model.id);
    done(`The model ${model.trigger} is deleted.`);
  });
}

/** @param {string} text */
function done(text) {
  toast(text);
  void models.show();
}

/** The retired ones may have models, too. */
function offerPeople() {
  const before = person.value;
  person.replaceChildren(...people.map(each => new Option(fullName(each), String(each.id))));
  if (people.some(({ id }) => String(id) === before)) person.value = before;
  offerUsers(adding, Number(person.value), checkedIn(adding));
  find('[type=submit]', HTMLButtonElement, adding).disabled = people.length === 0;
}

/** @param {HTMLFormElement} form @param {number} personId who may anyway @param {number[]} userIds */
function offerUsers(form, personId, userIds) {
  find('.checks', undefined, form).replaceChildren(...people.filter(({ id }) => id !== personId).map(each => {
    const [label, box] = [document.createElement('label'), document.createElement('input')];
    label.className = 'check';
    Object.assign(box, { type: 'checkbox', name: 'userIds', value: String(each.id), checked: userIds.includes(each.id) });
    label.append(box, fullName(each));
    return label;
  }));
  follow(form);
}

/** Who is named alone matters where not everybody may. @param {HTMLFormElement} form */
function follow(form) {
  const shared = find('[name=shared]', HTMLInputElement, form).checked;
  for (const box of form.querySelectorAll('input')) if (box.name === 'userIds') box.disabled = shared;
}

/** @param {HTMLFormElement} form */
const checkedIn = form => [...form.querySelectorAll('input')].filter(({ name, checked }) => name === 'userIds' && checked).map(({ value }) => Number(value));

/** @param {FormData} data @param {HTMLFormElement} form */
const partsIn = (data, form) => ({
  trigger: String(data.get('trigger')).trim(),
  scale: Number(data.get('scale')),
  shared: data.has('shared'),
  userIds: checkedIn(form),
});

/** @param {number} bytes */
const megabytes = bytes => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`);
