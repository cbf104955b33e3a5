import { json, send } from '../api.js';

/** @type {(method: string, path: string, body: object) => Promise<any>} */
const change = (method, path, body) => json(path, { method, body: JSON.stringify(body) });

/** @type {(path: string) => Promise<string>} */
const remove = async path => (await send(path, { method: 'DELETE' })).text();

/** @type {AdminCalls} */
export const calls = {
  people: signal => json('people', { signal }),
  addPerson: names => change('POST', 'people', names),
  changePerson: (id, what) => change('PATCH', `people/${id}`, what),
  forgetPerson: (id, confirm) => change('DELETE', `people/${id}`, { confirm }),
  models: signal => json('loras', { signal }),
  expectUpload: sizeBytes => change('POST', 'lora-uploads', { sizeBytes }),
  addModel: model => change('POST', 'loras', model),
  changeModel: (id, what) => change('PATCH', `loras/${id}`, what),
  removeModel: id => remove(`loras/${id}`),
  keys: signal => json('keys', { signal }),
  issue: wanted => change('POST', 'keys', wanted),
  revoke: id => remove(`keys/${id}`),
  usage: (days, signal) => json(`usage?days=${days}`, { signal }),
};
