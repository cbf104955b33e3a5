import { Problem } from '../api.js';
import { clock, find, say } from '../page.js';

const slowMs = 4000;
const slow = 'The server takes its time. Still waiting for its answer…';

/** Sends what was typed, which stays where it is refused. @type {OnSubmit} */
export const onSubmit = (form, work, waiting = slow) => {
  const button = find('[type=submit]', HTMLButtonElement, form);
  const alert = find('[role=alert]', undefined, form);
  form.addEventListener('input', ({ target }) => {
    if (target instanceof Element) takeBack(form, target.getAttribute('name') ?? '');
  });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (button.ariaDisabled === 'true') return;
    takeBack(form);
    alert.textContent = '';
    button.ariaDisabled = 'true';
    const timer = setTimeout(() => { alert.textContent = waiting; }, slowMs);
    try {
      await work(new FormData(form));
      alert.textContent = '';
    } catch (error) {
      alert.textContent = '';
      refuse(form, error);
    } finally {
      clearTimeout(timer);
      button.ariaDisabled = null;
    }
  });
};

/** In the server's words, at the fields that it names. @param {HTMLFormElement} form @param {unknown} error */
function refuse(form, error) {
  if (!(error instanceof Problem)) throw error;
  const named = Object.entries(error.errors).map(([name, messages]) => ({ name, text: messages.join(' '), line: lineOf(form, name) }));
  for (const { name, text, line } of named) {
    if (!line) continue;
    const field = fieldOf(line);
    line.textContent = text.replace(new RegExp(`^${name}\\b`), line.dataset.as ?? find('label, legend', undefined, field).textContent ?? name);
    controlOf(field).ariaInvalid = 'true';
  }
  const lines = named.flatMap(({ line }) => line ?? []);
  if (lines.length > 0) {
    const first = lines.reduce((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING ? b : a));
    controlOf(fieldOf(first)).focus();
    say(lines.map(({ textContent }) => textContent).join(' '));
  }
  if (lines.length === named.length && named.length > 0) return;
  const alert = find('[role=alert]', undefined, form);
  alert.textContent = error.retryAfter > 0 ? `${error.message} Try again in ${clock(error.retryAfter * 1000)}.` : error.message;
  alert.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLFormElement} form @param {string} [name] of a field; without it all */
function takeBack(form, name) {
  for (const line of linesOf(form)) {
    if (name !== undefined && line !== lineOf(form, name)) continue;
    line.textContent = '';
    controlOf(fieldOf(line)).ariaInvalid = null;
  }
}

/** @param {HTMLFormElement} form @returns {HTMLElement[]} */
const linesOf = form => [...form.querySelectorAll('p')].filter(({ dataset }) => dataset.of !== undefined);

/** @param {HTMLFormElement} form @param {string} name */
const lineOf = (form, name) => linesOf(form).find(({ dataset }) => dataset.of?.split(' ').includes(name));

/** @param {HTMLElement} line */
const fieldOf = line => /** @type {HTMLElement} */ (line.closest('.field'));

/** @param {HTMLElement} field */
const controlOf = field => find('input, select', undefined, field);

/** @param {HTMLDialogElement} dialog @returns {HTMLFormElement} with nothing said in it */
export function show(dialog) {
  const form = find('form', HTMLFormElement, dialog);
  takeBack(form);
  find('[role=alert]', undefined, form).textContent = '';
  dialog.showModal();
  return form;
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', ({ target }) => { if (target instanceof Element && target.closest('[data-close]')) dialog.close(); });
}

const confirmation = find('#confirm', HTMLDialogElement);
/** @type {() => Promise<unknown>} */
let agreed = async () => {};

onSubmit(find('form', HTMLFormElement, confirmation), async () => {
  await agreed();
  confirmation.close();
});

/** Asks before something dangerous. @type {Confirm} */
export const confirm = (title, why, act, work) => {
  find('#confirm-heading').textContent = title;
  find('#confirm-why').textContent = why;
  find('#confirm-do').textContent = act;
  agreed = work;
  show(confirmation);
};
