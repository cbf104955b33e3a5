import { generate, health, loraModels, Problem, users } from './api.js';
import { ended, progressOf, statesOf } from './generation.js';
import { Pictures } from './pictures.js';

/** @typedef {import('./api.js').GenerationRequest} GenerationRequest */

const form = /** @type {HTMLFormElement} */ (byId('form'));
const profile = /** @type {HTMLSelectElement} */ (byId('profile'));
const lora = /** @type {HTMLSelectElement} */ (byId('lora'));
const prompt = /** @type {HTMLTextAreaElement} */ (byId('prompt'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));

/** The API's field names and the control of each. @type {Record<string, HTMLElement>} */
const controls = { userId: profile, loraId: lora, prompt, num_images: byId('count') };

/** The pictures of the chosen profile. @type {Pictures | null} */
let pictures = null;
/** The last request and its key: sent again as it was, it must not be paid twice. @type {{ body: string, key: string } | null} */
let unanswered = null;

profile.addEventListener('change', () => chooseProfile());
form.addEventListener('submit', event => {
  event.preventDefault();
  submit();
});
form.addEventListener('input', event => showFieldErrors({}, /** @type {HTMLInputElement} */ (event.target).name));
start();

async function start() {
  health().then(({ mode }) => { byId('demo').hidden = mode !== 'demo'; }, () => {});
  try {
    const people = await users();
    profile.append(...people.map(({ id, firstName, lastName }) => new Option(`${firstName} ${lastName}`, String(id))));
    if (people.length === 0) byId('empty').textContent = 'There are no profiles yet.';
    profile.value = remembered() ?? '';
    if (profile.selectedIndex < 0) profile.value = '';
    if (profile.value) await chooseProfile();
  } catch (error) {
    showProblem(error);
  }
}

async function chooseProfile() {
  pictures?.close();
  lora.length = 1;
  lora.disabled = true;
  say('');
  if (!profile.value) return;

  const userId = Number(profile.value);
  remember(profile.value);
  const current = pictures = new Pictures(userId, showProblem);
  current.loadMore();
  try {
    const models = await loraModels(userId, current.signal);
    lora.append(...models.map(({ id, firstName, lastName, trigger }) => new Option(`${firstName} ${lastName} (${trigger})`, String(id))));
    lora.value = String(models.find(model => model.personId === userId)?.id ?? '');
    lora.disabled = false;
  } catch (error) {
    if (!current.signal.aborted) showProblem(error);
  }
}

async function submit() {
  const current = pictures;
  if (!current || button.disabled) return;
  const count = /** @type {RadioNodeList} */ (form.elements.namedItem('num_images')).value;
  const body = { prompt: prompt.value, loraId: Number(lora.value), userId: current.userId, num_images: Number(count) };

  showFieldErrors({});
  say('');
  button.disabled = true;
  try {
    const answer = await generate(body, keyOf(body));
    unanswered = null;
    follow(current, answer.generation, answer.etag);
  } catch (error) {
    if (!(error instanceof Problem && error.passing)) unanswered = null;
    showProblem(error);
  } finally {
    button.disabled = false;
  }
}

/**
 * @param {Pictures} current
 * @param {import('./api.js').Generation} generation
 * @param {string | null} etag
 */
async function follow(current, generation, etag) {
  /** @param {import('./api.js').Generation} state */
  const show = state => {
    current.show(state);
    say(progressOf(state));
  };
  try {
    if (!current.signal.aborted) show(generation);
    if (ended(generation)) return;
    for await (const state of statesOf(generation, etag, current.signal)) show(state);
  } catch (error) {
    showProblem(error);
  }
}

/** @param {GenerationRequest} request */
function keyOf(request) {
  const body = JSON.stringify(request);
  if (unanswered?.body !== body) unanswered = { body, key: crypto.randomUUID() };
  return unanswered.key;
}

/** At its field where it names one, else in the form's alert. @param {unknown} error */
function showProblem(error) {
  if (!(error instanceof Problem)) throw error;
  const shown = showFieldErrors(error.errors);
  byId('alert').textContent = shown ? '' : error.message;
}

/**
 * @param {Record<string, string[]>} errors by the API's field names
 * @param {string} [only] leave the other fields as they are
 * @returns {boolean} whether every error has a field here
 */
function showFieldErrors(errors, only) {
  byId('alert').textContent = '';
  for (const [field, control] of Object.entries(controls)) {
    if (only && only !== field) continue;
    const line = byId(`${control.id}-error`);
    line.textContent = errors[field]?.join(' ') ?? '';
    line.hidden = !errors[field];
    control.setAttribute('aria-invalid', String(field in errors));
  }
  const refused = Object.keys(errors);
  const first = controls[refused.find(field => field in controls) ?? ''];
  (first?.querySelector('input') ?? first)?.focus();
  return refused.length > 0 && refused.every(field => field in controls);
}

/** @param {string} text */
function say(text) {
  byId('status').textContent = text;
}

function remembered() {
  try {
    return localStorage.getItem('selectedUserId');
  } catch {
    return null; // Storage may be turned off.
  }
}

/** @param {string} userId */
function remember(userId) {
  try {
    localStorage.setItem('selectedUserId', userId);
  } catch {
    // Storage may be turned off or full: the choice holds until the page is closed.
  }
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
