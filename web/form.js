import { api, Problem } from './api.js';
import { button, clock, find, keep, read, say } from './page.js';

const longest = 1000;
const ideasAtOnce = 4;
const mostRecent = 20;
const fewLeft = 8;
const slowMs = 4000;

const form = find('#form', HTMLFormElement);
const profile = find('#profile', HTMLSelectElement);
const lora = find('#lora', HTMLSelectElement);
const prompt = find('#prompt', HTMLTextAreaElement);
const number = /** @type {RadioNodeList} */ (form.elements.namedItem('num_images'));
const counter = find('#prompt-counter');
const alertLine = find('#alert');
const generate = find('#generate', HTMLButtonElement);
const seed = find('#seed', HTMLOutputElement);
const ideas = find('#ideas');
const recent = find('#recent', HTMLDetailsElement);

/** By the API's name. */
const fields = { userId: profile, loraId: lora, prompt, num_images: find('#count'), seed: find('#seed-field') };

/** @type {LoraModel[]} */
let models = [];
/** The chosen profile's. @type {Watch | null} */
let watch = null;
let countdown = 0;
/** The chosen model's. */
let trigger = '';
/** Of the ideas that are seen. */
let set = 0;

export function startForm() {
  prompt.value = read('prompt', '');
  number.value = String(read('num_images', 1));
  count();
  form.addEventListener('submit', event => {
    event.preventDefault();
    void submit();
  });
  form.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const send = event.ctrlKey || event.metaKey;
    // A key that is held asks once.
    if (send || (event.repeat && event.target !== prompt)) event.preventDefault();
    if (send && !event.repeat) form.requestSubmit();
  });
  // So does a double click.
  generate.addEventListener('click', event => { if (event.detail > 1) event.preventDefault(); });
  form.addEventListener('input', ({ target }) => {
    if (target instanceof Element) showErrors({}, target.getAttribute('name') ?? '');
    count();
  });
  lora.addEventListener('change', swapTrigger);
  find('#seed-remove').addEventListener('click', () => {
    setSeed('');
    prompt.focus();
  });
  ideas.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    if (target.value) return write(`A portrait of ${trigger || 'me'} ${target.value}.`);
    const chips = ideas.querySelectorAll('.chip');
    set = (set + 1) % (chips.length / ideasAtOnce);
    chips.forEach((chip, index) => chip.toggleAttribute('hidden', Math.floor(index / ideasAtOnce) !== set));
  });
}

/** Another profile, without models yet. @param {Watch | null} other */
export function formOf(other) {
  watch = other;
  offerModels([]);
  lora.disabled = true;
  showErrors({});
  offerRecent(watch?.userId ?? 0);
  void showRate();
}

/** What is left of the rate, where that is little. */
export async function showRate() {
  const mine = watch;
  const session = await (mine && api.session(mine.userId, mine.signal).catch(() => null));
  if (watch !== mine) return;
  const [hour, day] = Object.values(session?.rate ?? {}).map(({ remaining }) => remaining);
  find('#rate').textContent = day <= fewLeft ? `Pictures left today: ${Math.min(hour, day)}.` : hour <= fewLeft ? `Pictures left in this hour: ${hour}.` : '';
}

/** @param {LoraModel[]} found */
export function offerModels(found) {
  models = found;
  lora.length = 1;
  lora.append(...found.map(model => new Option(nameOf(model), String(model.id))));
  lora.disabled = false;
  const last = read('models', /** @type {Record<string, number>} */ ({}))[watch?.userId ?? 0];
  chooseModel((found.find(({ id }) => id === last) ?? found.find(({ personId }) => personId === watch?.userId))?.id);
  showErrors({}, 'loraId');
}

/** @param {number} loraId */
export function modelName(loraId) {
  const model = models.find(({ id }) => id === loraId);
  return model ? nameOf(model) : 'No longer offered';
}

/** @param {LoraModel} model */
const nameOf = ({ firstName, lastName, trigger: word }) => `${firstName} ${lastName} (${word})`;

/** Fills the form with what made a picture. @param {Picture} image */
export function useAgain(image) {
  chooseModel(image.loraId);
  write(image.prompt);
  setSeed(String(image.seed));
  if (!lora.value) showErrors({ loraId: ['The model of that picture is no longer offered: choose another.'] });
  form.scrollIntoView();
  prompt.focus({ preventScroll: true });
}

/** At its field if it names one. @param {unknown} error */
export function showProblem(error) {
  if (!(error instanceof Problem)) throw error;
  if (showErrors(error.errors)) return;
  alertLine.textContent = error.message;
  alertLine.scrollIntoView({ block: 'nearest' });
  if (error.status === 429 && error.retryAfter > 0) countDown(Date.now() + error.retryAfter * 1000);
}

async function submit() {
  const mine = watch;
  if (generate.ariaDisabled === 'true' || showErrors(refused()) || !mine) return;
  const request = requestOf(mine.userId);
  generate.ariaDisabled = 'true';
  const timer = setTimeout(say, slowMs, 'The server takes its time. Still waiting for its answer…');
  remember(mine.userId, prompt.value.trim());
  offerRecent(mine.userId);
  const expected = mine.expect(request);
  say(request.num_images === 1 ? 'A picture is asked for.' : `${request.num_images} pictures are asked for.`);
  showTiles();
  try {
    mine.settle(expected, await api.generate(request, keyOf(request)));
    keep('unanswered', null);
  } catch (error) {
    mine.settle(expected);
    if (!(error instanceof Problem && error.passing)) keep('unanswered', null);
    showProblem(error);
  } finally {
    clearTimeout(timer);
    generate.ariaDisabled = null;
    void showRate();
  }
}

/** Without asking the server. */
function refused() {
  const { length } = [...prompt.value.trim()];
  return {
    ...(!profile.value && { userId: ['Choose a profile first.'] }),
    ...(!lora.value && { loraId: [models.length > 0 ? 'Choose a model.' : 'There is no model to choose yet.'] }),
    ...(length === 0 && { prompt: ['Describe the costume.'] }),
    ...(length > longest && { prompt: [`Too long by ${length - longest} characters: shorten it.`] }),
  };
}

/** @param {number} userId @returns {GenerationRequest} */
const requestOf = userId => ({
  prompt: prompt.value,
  loraId: Number(lora.value),
  userId,
  num_images: Number(number.value),
  ...(seed.value && { seed: Number(seed.value) }),
});

/** Sent again as it was, also after a reload, it must not be paid twice. @param {GenerationRequest} request */
function keyOf(request) {
  const body = JSON.stringify(request);
  const before = read('unanswered', { body: '', key: '' });
  const key = before.body === body ? before.key : crypto.randomUUID();
  keep('unanswered', { body, key });
  return key;
}

/** On a small screen the form fills it. */
function showTiles() {
  const { top } = find('#feed').getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.8) find('#pictures').scrollIntoView();
}

/** @param {number} end Unix ms */
function countDown(end) {
  const clockText = document.createElement('span');
  // Heard once, not every second.
  clockText.ariaHidden = 'true';
  alertLine.append(clockText);
  const tick = () => {
    clockText.textContent = ` Again in ${clock(end - Date.now())}.`;
    if (Date.now() < end) return;
    clearInterval(countdown);
    alertLine.textContent = 'You can generate again now.';
  };
  countdown = setInterval(tick, 500);
  tick();
}

/** @type {ShowErrors} */
function showErrors(errors, only) {
  if (only === undefined) {
    clearInterval(countdown);
    alertLine.textContent = '';
  }
  for (const [field, control] of Object.entries(fields)) {
    if ((only ?? field) !== field) continue;
    const line = find(`#${control.id.replace('-field', '')}-error`);
    line.textContent = errors[field]?.join(' ') ?? '';
    line.hidden = !errors[field];
    control.ariaInvalid = String(field in errors);
  }
  const named = Object.keys(errors);
  const first = Object.entries(fields).find(([field]) => field in errors)?.[1];
  if (first) {
    /** @type {HTMLElement} */ (first.querySelector('input, button') ?? first).focus();
    say(Object.values(errors).flat().join(' '));
  }
  return named.length > 0 && named.every(field => field in fields);
}

/** @param {string} text */
function write(text) {
  const touch = matchMedia('(pointer: coarse)').matches;
  if (!touch) {
    prompt.focus();
    prompt.select();
  }
  // As if typed, so that it can be undone; on a touch screen the focus would bring up the keyboard.
  if (touch || !document.execCommand('insertText', false, text)) prompt.value = text;
  prompt.dispatchEvent(new Event('input', { bubbles: true }));
  prompt.scrollIntoView({ block: 'nearest' });
}

/** After each change, which a reload must not lose. */
function count() {
  const { length } = [...prompt.value.trim()];
  counter.textContent = `${length.toLocaleString('en')} of ${longest.toLocaleString('en')} characters`;
  counter.classList.toggle('error', length > longest);
  keep('prompt', prompt.value);
  keep('num_images', requestOf(0).num_images);
}

/** @param {number} [id] */
function chooseModel(id) {
  lora.value = models.some(model => model.id === id) ? String(id) : '';
  swapTrigger();
}

/** The model's word takes the place of the one before it. */
function swapTrigger() {
  const model = models.find(({ id }) => String(id) === lora.value);
  if (!model) return;
  if (trigger) {
    const old = trigger.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    prompt.value = prompt.value.replace(new RegExp(`(?<![\\p{L}\\p{N}])${old}(?![\\p{L}\\p{N}])`, 'giu'), () => model.trigger);
  }
  ({ trigger } = model);
  keep('models', { ...read('models', {}), [watch?.userId ?? 0]: model.id });
  count();
}

/** @param {string} value */
function setSeed(value) {
  seed.value = value;
  fields.seed.hidden = !value;
}

/** The person's last prompts, the newest first. @param {number} userId */
function offerRecent(userId) {
  find('ul', undefined, recent).replaceChildren(...promptsOf(userId).map(text => {
    const item = document.createElement('li');
    item.append(button(text, () => {
      recent.open = false;
      write(text);
    }, 'plain'));
    return item;
  }));
}

/** @param {number} userId @param {string} prompt */
const remember = (userId, prompt) =>
  keep(`prompts:${userId}`, [prompt, ...promptsOf(userId).filter(other => other !== prompt)].slice(0, mostRecent));

/** @param {number} userId */
const promptsOf = userId => read(`prompts:${userId}`, /** @type {string[]} */ ([])).filter(prompt => typeof prompt === 'string');
