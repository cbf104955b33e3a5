import { api, Problem } from './api.js';
import { Feed } from './feed.js';
import { formOf, offerModels, showProblem, showRate, startForm } from './form.js';
import { isRunning } from './gallery.js';
import { closed, open, openAddress, pin } from './lightbox.js';
import { find, followInvite, forever, keep, persist, place, read, say, session, toast } from './page.js';

const chooseFirst = 'Choose a profile above to see its pictures and to make new ones.';

const profile = find('#profile', HTMLSelectElement);
const empty = find('#empty');
const title = document.title;
const chime = find('#chime', HTMLInputElement);
const notify = find('#notify', HTMLInputElement);
const able = 'Notification' in window;
/** @type {AudioContext | undefined} */
let audio;
let news = '';

/** @type {Feed | null} */
let feed = null;

history.scrollRestoration = 'manual';
startForm();
startBell();
profile.addEventListener('change', () => void choose());
addEventListener('popstate', () => void follow());
void start();

async function start() {
  await followInvite();
  persist(api.health, forever, true).then(({ mode }) => find('#demo').classList.toggle('shown', mode === 'demo'), () => {});
  try {
    const [{ role }, people] = await Promise.all([session(), persist(() => api.users(forever), forever)]);
    find('#admin').hidden = role !== 'admin';
    profile.append(...people.map(({ id, firstName, lastName }) => new Option(`${firstName} ${lastName}`, String(id))));
    const wanted = place()?.userId ?? read('selectedUserId', 0);
    const found = people.length === 1 ? people[0].id : people.find(({ id }) => id === wanted)?.id;
    if (found !== wanted && place()) history.replaceState(null, '', location.pathname);
    profile.value = String(found ?? '');
    if (found) return await choose();
    empty.textContent = people.length === 0 ? 'There are no profiles yet. Whoever runs this site can add people.'
      : wanted ? 'The profile that was chosen here is gone. Choose another one above.' : chooseFirst;
  } catch (error) {
    showProblem(error);
  }
}

async function choose() {
  feed?.close();
  feed = null;
  formOf(null);
  find('#feed').replaceChildren();
  find('#more').hidden = true;
  showProgress(0, 0);
  empty.textContent = chooseFirst;
  if (!profile.value) return;
  keep('selectedUserId', Number(profile.value));
  const current = feed = new Feed(Number(profile.value), {
    open: image => open(current, image),
    cancel: image => act(current.watch.cancel(image)),
    retry: image => act(current.watch.retry(image)),
    ended: finished,
    progress: () => progress(current),
    failed: showProblem,
  });
  formOf(current.watch);
  const { signal, userId } = current;
  try {
    const models = persist(() => api.loraModels(userId, signal), signal).then(offerModels);
    await Promise.all([models, current.start(), follow()]);
  } catch (error) {
    if (!signal.aborted) showProblem(error);
  }
}

/** Shows what the address says. */
async function follow() {
  const at = place();
  if (!at) await closed();
  else if (feed?.userId === at.userId) await openAddress(feed, at.imageId);
  else {
    profile.value = String(at.userId);
    await choose();
  }
}

/** @param {Promise<void>} work */
async function act(work) {
  await work.catch(error => {
    if (!(error instanceof Problem)) throw error;
    toast(error.message);
  });
}

/** @param {Generation} generation */
function finished({ status, images }) {
  const cancelled = images.some(image => image.status === 'cancelled');
  if (status === 'cancelled') return say('Cancelled.');
  const ready = images.filter(image => image.status === 'ready').length;
  const words = ready === 0 ? 'The pictures could not be made.'
    : ready < images.length ? `${ready} of ${images.length} pictures ready. The others ${cancelled ? 'were cancelled' : 'could not be made'}.`
    : ready === 1 ? 'Your picture is ready.' : `Your ${ready} pictures are ready.`;
  say(words);
  ring(words);
  void showRate();
}

/** @param {Feed} current */
function progress(current) {
  if (current !== feed) return;
  pin();
  const images = current.watch.running.flatMap(({ generation }) => generation.images);
  showProgress(images.filter(image => !isRunning(image)).length, images.length);
}

function startBell() {
  const wishes = read('bell', { chime: false, notify: false });
  find('#notify-label').hidden = !able;
  chime.checked = wishes.chime;
  notify.checked = wishes.notify && able && Notification.permission === 'granted';
  chime.addEventListener('change', () => {
    if (chime.checked) play();
    keepWishes();
  });
  notify.addEventListener('change', async () => {
    if (notify.checked && await Notification.requestPermission() !== 'granted') notify.checked = false;
    keepWishes();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || !news) return;
    news = '';
    document.title = title;
  });
}

const keepWishes = () => keep('bell', { chime: chime.checked, notify: notify.checked });

/** @param {number} done @param {number} all 0: nothing is under way */
function showProgress(done, all) {
  document.title = all > 0 ? `(${done}/${all}) ${title}` : news + title;
}

/** @param {string} text */
function ring(text) {
  if (chime.checked) play();
  if (!document.hidden) return;
  news = '✓ ';
  if (!notify.checked) return;
  try {
    const notification = new Notification(title, { body: text, icon: 'icon-192.png', tag: 'pictures' });
    notification.addEventListener('click', () => {
      focus();
      notification.close();
    });
  } catch {
    // Some phones want a service worker for it.
  }
}

function play() {
  audio ??= new AudioContext();
  void audio.resume();
  let start = audio.currentTime;
  for (const frequency of [659, 880, 1319]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.12, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.7);
    start += 0.14;
  }
}
