import { Problem } from '../api.js';
import { find, followInvite, session } from '../page.js';
import { invites } from './invites.js';
import { models } from './models.js';
import { people } from './people.js';
import { usage } from './usage.js';

/** @type {Record<string, { section: HTMLElement, show: () => unknown, hide: () => void }>} by the address's fragment */
const parts = { people, models, invites, usage };
const tabs = find('#tabs');
const title = document.title;
const looking = find('#looking');
let current = '';

void start();

async function start() {
  looking.textContent = 'Looking who is here…';
  await followInvite();
  try {
    const { access, role, name } = await session();
    looking.hidden = true;
    if (role !== 'admin') return refuse(name);
    find('#who').textContent = access === 'open' ? 'Nobody has to sign in on this machine.' : `You are signed in as ${name ?? 'an admin'}.`;
    tabs.hidden = false;
    addEventListener('hashchange', () => open(true));
    open(false);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    looking.textContent = error.message;
  }
}

/** @param {string | null} name */
function refuse(name) {
  find('#not-yours-name').textContent = name ?? 'somebody';
  find('#not-yours').hidden = false;
  find('#not-yours-heading').focus();
}

/** @param {boolean} moved by the person, who wants to be there */
function open(moved) {
  const wanted = location.hash.slice(1);
  const name = wanted in parts ? wanted : current || 'people';
  if (name === current) return;
  current = name;
  for (const [each, part] of Object.entries(parts)) {
    part.section.hidden = each !== name;
    if (each !== name) part.hide();
  }
  for (const tab of tabs.querySelectorAll('a')) {
    tab.ariaCurrent = tab.hash === `#${name}` ? 'page' : null;
    if (tab.ariaCurrent) document.title = `${tab.textContent} · ${title}`;
  }
  scrollTo(0, 0);
  if (moved) find(`#${name}-heading`).focus();
  void parts[name].show();
}
