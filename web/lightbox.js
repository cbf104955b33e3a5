import { api, now, Problem } from './api.js';
import { modelName, useAgain } from './form.js';
import { addressOf, find, moment, place, say, stay, toast } from './page.js';

// One picture in full size. Its address is the page's.

const swipePx = 48;
const marginMs = 10_000;
const addressCopied = 'The picture’s address is copied.';

const dialog = find('#lightbox', HTMLDialogElement);
const stage = find('.stage');
const img = find('img', HTMLImageElement, stage);
const stateLine = find('#lightbox-state');
const download = find('[data-do=download]', HTMLAnchorElement);
const time = find('time', HTMLTimeElement);

/** @type {Picture | null} */
let shown = null;
/** Where it is from. @type {Feed | null} */
let feed = null;
let failures = 0;
let turning = false;
let [finger, x, y] = [-1, 0, 0];

dialog.addEventListener('cancel', event => {
  event.preventDefault();
  close();
});
// A browser may insist.
dialog.addEventListener('close', () => { if (place()) close(); });
dialog.addEventListener('click', click);
document.addEventListener('keydown', ({ key, altKey, ctrlKey, metaKey }) => {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (step && dialog.open && !altKey && !ctrlKey && !metaKey) void turn(step);
});
// No frame may show it broken.
img.addEventListener('load', () => { img.style.opacity = '1'; });
img.addEventListener('error', () => void broken());
stage.addEventListener('pointerdown', event => {
  if (event.isPrimary && event.pointerType !== 'mouse') [finger, x, y] = [event.pointerId, event.clientX, event.clientY];
});
stage.addEventListener('pointerup', event => {
  const moved = event.clientX - x;
  if (event.pointerId === finger && Math.abs(moved) > Math.max(swipePx, 2 * Math.abs(event.clientY - y))) void turn(moved < 0 ? 1 : -1);
  finger = -1;
});

/** From the grid: Back closes it. @param {Feed} from @param {Picture} image */
export function open(from, image) {
  feed = from;
  history.pushState({ pushed: true }, '', addressOf(image));
  show(image);
}

/** The page's address is a picture's. @param {Feed} from @param {string} id */
export async function openAddress(from, id) {
  feed = from;
  clear('Looking for the picture…');
  const image = await api.image(from.userId, id, from.signal).catch(error => error);
  if (place()?.imageId !== id || from.signal.aborted) return;
  if (image instanceof Error || image.status !== 'ready') {
    close();
    toast(image instanceof Problem && image.status !== 404 ? image.message : 'That picture is not there any more.');
    return;
  }
  show(image);
  // Meanwhile the grid reads on to the same place.
  await from.find(id);
  pin();
}

/** By Back, where Back leads to the grid. */
function close() {
  if (place() && history.state?.pushed) history.back();
  else {
    if (place()) history.replaceState(null, '', location.pathname);
    void closed();
  }
}

/** The address is the grid's again, and the grid at the picture. */
export async function closed() {
  if (!dialog.open) return;
  const [image, from] = [shown, feed];
  stay(document.body);
  dialog.close();
  clear('');
  if (!from) return;
  if (image) {
    await attempt(() => from.find(image.id));
    if (!dialog.open) from.reveal(image.id);
  }
  from.pinned = -1;
}

/** @param {Picture} image */
function show(image) {
  clear('');
  shown = image;
  find('#lightbox-prompt').textContent = image.prompt;
  find('#lightbox-model').textContent = modelName(image.loraId);
  find('#lightbox-seed').textContent = String(image.seed);
  time.dateTime = image.createdAt;
  time.textContent = moment(image.createdAt);
  img.hidden = false;
  img.style.opacity = '0';
  img.alt = image.prompt;
  pin();
  void load(image);
}

/** @param {string} text */
function clear(text) {
  shown = null;
  failures = 0;
  img.hidden = true;
  stage.style.backgroundImage = '';
  img.removeAttribute('src');
  for (const name of ['prompt', 'model', 'seed', 'date']) find(`#lightbox-${name}`).textContent = '';
  stateLine.textContent = text;
  if (!place() || dialog.open) return;
  dialog.showModal();
  stay(dialog);
}

/** @param {Picture} image */
async function load(image) {
  const fresh = holds(image) ? image : await renewed(image);
  if (shown?.id !== image.id) return;
  if (fresh.thumbnailUrl) stage.style.backgroundImage = `url("${fresh.thumbnailUrl}")`;
  shown = fresh;
  img.src = download.href = fresh.signedUrl ?? '';
  download.download = fileName(fresh);
  // So that turning shows them at once.
  for (const step of [1, -1]) {
    const next = feed?.at(feed.pinned + step);
    if (next?.signedUrl && holds(next)) new Image().src = next.signedUrl;
  }
}

/** Whether its URLs do. @param {Picture} image */
const holds = ({ expiresAt }) => Date.parse(expiresAt ?? '') - now() > marginMs;

/** @param {Picture} image @returns {Promise<Picture>} */
async function renewed(image) {
  const held = feed && feed.indexOf(image.id) >= 0;
  const fresh = held ? feed?.renewed(image.id) : api.image(image.userId, image.id, feed?.signal);
  return await fresh?.catch(() => null) ?? image;
}

async function broken() {
  const image = shown;
  if (!image) return;
  if (failures++ > 0) {
    img.hidden = true;
    stateLine.textContent = 'This picture could not be loaded. Try again later.';
    return;
  }
  const fresh = await renewed(image);
  if (shown?.id === image.id) img.src = download.href = fresh.signedUrl ?? '';
}

export function pin() {
  if (!feed || !shown) return;
  const index = feed.pinned = feed.indexOf(shown.id);
  find('[data-turn="-1"]', HTMLButtonElement).disabled = index === 0;
  find('[data-turn="1"]', HTMLButtonElement).disabled = index + 1 === feed.count && !feed.gallery.more;
  if (!dialog.contains(document.activeElement) || document.activeElement?.matches(':disabled')) find('.close').focus();
}

/** @param {number} step 1 or -1 */
async function turn(step) {
  const [from, pictures] = [shown, feed];
  if (!pictures || !from || turning) return;
  turning = true;
  await attempt(async () => {
    await pictures.find(from.id);
    const image = await pictures.next(pictures.indexOf(from.id), step);
    if (shown?.id !== from.id) return;
    if (image) goTo(image);
    else say(step > 0 ? 'This is the oldest picture.' : 'This is the newest picture.');
  });
  turning = false;
}

/** @param {Picture} image */
function goTo(image) {
  history.replaceState(history.state, '', addressOf(image));
  show(image);
  say(image.prompt);
}

/** Of a double click the second does nothing. @param {MouseEvent} event */
function click({ target, detail }) {
  const control = target instanceof Element ? target.closest('[data-do], [data-turn]') : null;
  const { turn: step, do: what } = control instanceof HTMLElement ? control.dataset : { do: target === stage && detail < 2 ? 'close' : '' };
  const image = shown;
  if (step) void turn(Number(step));
  else if (what === 'close') close();
  else if (!image) return;
  else if (what === 'copy') void copy(image.prompt, 'The prompt is copied.');
  else if (what === 'share') void share(image);
  else if (what === 'delete') void attempt(() => remove(image));
  else if (what === 'again') {
    // The form is where to go then, not the tile.
    shown = null;
    if (history.state?.pushed) addEventListener('popstate', () => useAgain(image), { once: true });
    close();
    if (!dialog.open) useAgain(image);
  }
}

/** @param {Picture} image */
async function remove(image) {
  const from = feed;
  if (!from) return;
  await from.find(image.id);
  const index = from.indexOf(image.id);
  const neighbour = await from.next(index, 1) ?? await from.next(index, -1);
  await api.remove(image);
  const back = from.remove(image.id);
  if (shown?.id === image.id) {
    if (neighbour) goTo(neighbour);
    else close();
  }
  toast('The picture is deleted.', () => void attempt(async () => {
    back(await api.restore(image));
    say('The picture is back.');
  }));
}

/** @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message);
  }
}

/** Such as 'in-a-haunted-house-42.jpg'. @param {Picture} image */
function fileName({ prompt, seed, content_type }) {
  const words = prompt.toLowerCase().match(/[\p{Letter}\p{Mark}\p{Number}]+/gu) ?? ['costume'];
  return `${[...words.join('-')].slice(0, 60).join('')}-${seed}.${content_type?.split('/')[1].replace('jpeg', 'jpg') ?? 'jpg'}`;
}

/** The picture itself if the page may read it, else its address. @param {Picture} image */
async function share(image) {
  const url = location.href;
  if (!navigator.share) return copy(url, addressCopied);
  const file = await fileOf(image);
  const data = file && navigator.canShare?.({ files: [file] }) ? { files: [file], text: image.prompt } : { title: document.title, text: image.prompt, url };
  const error = await navigator.share(data).catch(reason => reason);
  // An AbortError is the person, who put the sheet away.
  if (error && error.name !== 'AbortError') await copy(url, addressCopied);
}

/** @param {Picture} image */
async function fileOf(image) {
  // By the page's policy it reads from its own origin alone.
  if (!image.signedUrl || new URL(image.signedUrl, location.href).origin !== location.origin) return null;
  const blob = await fetch(image.signedUrl).then(answer => (answer.ok ? answer.blob() : null), () => null);
  return blob && new File([blob], fileName(image), { type: blob.type });
}

/** @param {string} text @param {string} done */
async function copy(text, done) {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  toast(copied ? done : 'Copying was not allowed: select the text and copy it by hand.');
}
