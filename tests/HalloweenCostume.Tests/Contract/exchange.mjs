/**
 * @typedef {object} Exchange
 * @property {string} method
 * @property {string} url path and query, or a path template of the document
 * @property {number} status
 * @property {Record<string, string>} requestHeaders
 * @property {Record<string, string>} responseHeaders
 * @property {string | null} requestBody
 * @property {string | null} responseBody
 */

/**
 * What of an exchange the document does not allow, and the operation that it belongs to.
 * @param {import('./contract.mjs').Contract} contract
 * @param {Exchange} exchange
 * @returns {{ operationId: string | null, errors: string[] }}
 */
export function checkExchange(contract, exchange) {
  const { pathname, searchParams } = new URL(exchange.url.replaceAll('{', '%7B').replaceAll('}', '%7D'), 'http://api');
  const path = decodeURI(pathname);
  const ofPath = [...contract.operations()].filter(each => each.template === path || each.pattern.test(path));
  // A literal path wins over a template.
  const found = ofPath.filter(each => each.method === exchange.method).sort((a, b) => (b.template === path) - (a.template === path))[0];

  if (!found) {
    const [plain, other] = ofPath.length ? ['405', '404'] : ['404', '405'];
    // Whoever has no business here at all is told so first.
    const response = String(exchange.status) === other ? undefined : contract.resolve(contract.document['x-without-operation']?.[exchange.status]);
    const errors = response
      ? responseErrors(contract, response, exchange)
      : [`the document has no such operation, and the answer is not ${plain}`];
    return { operationId: null, errors };
  }

  const response = contract.resolve(found.operation.responses[exchange.status]);
  if (!response) return { operationId: found.id, errors: [`status ${exchange.status} is not described`] };
  const errors = responseErrors(contract, response, exchange);
  if (exchange.status < 300) {
    errors.push(...parameterErrors(contract, found, searchParams, headersOf(exchange.requestHeaders)), ...requestBodyErrors(contract, found, exchange));
  }
  return { operationId: found.id, errors };
}

function responseErrors(contract, response, exchange) {
  const headers = headersOf(exchange.responseHeaders);
  const errors = [];
  for (const [name, reference] of Object.entries(response.headers ?? {})) {
    const header = contract.resolve(reference);
    const value = headers.get(name.toLowerCase());
    if (value === undefined) {
      if (header.required) errors.push(`header ${name} is missing`);
    } else {
      errors.push(...contract.errorsOfText(header.schema, value).map(error => `header ${name} "${value}": ${error}`));
    }
  }
  return [...errors, ...bodyErrors(contract, 'response', response, headers.get('content-type'), exchange.responseBody, exchange.status)];
}

function parameterErrors(contract, { parameters }, query, headers) {
  const errors = [];
  for (const { name, in: place, required, schema } of parameters) {
    if (place !== 'query' && place !== 'header') continue;
    const value = place === 'query' ? query.get(name) : headers.get(name.toLowerCase());
    if (value === null || value === undefined) {
      if (required) errors.push(`${place} parameter ${name} is missing`);
    } else {
      errors.push(...contract.errorsOfText(schema, value).map(error => `${place} parameter ${name} "${value}": ${error}`));
    }
  }
  const known = parameters.filter(each => each.in === 'query').map(each => each.name);
  errors.push(...[...query.keys()].filter(name => !known.includes(name)).map(name => `query parameter ${name} is not described`));
  return errors;
}

function requestBodyErrors(contract, { operation }, exchange) {
  const described = contract.resolve(operation.requestBody);
  if (!exchange.requestBody) return described?.required ? ['request body: missing'] : [];
  if (!described) return ['request body: the operation describes none'];
  return bodyErrors(contract, 'request', described, headersOf(exchange.requestHeaders).get('content-type'), exchange.requestBody, exchange.status);
}

function bodyErrors(contract, which, { content }, contentType, body, status) {
  if (!content) return body ? [`${which} body: none is described, ${body.length} characters came`] : [];
  const type = (contentType ?? '').split(';')[0].trim().toLowerCase();
  const media = content[type];
  if (!media) return [`${which} content type "${contentType ?? ''}" is not described, only ${Object.keys(content).join(', ')}`];
  if (!/[/+]json$/.test(type)) return body ? [] : [`${which} body: missing`];
  try {
    const value = JSON.parse(body ?? '');
    const errors = contract.errors(media.schema, value);
    if (type === 'application/problem+json' && value?.status !== status) errors.push(`/status is ${value?.status}, the answer's ${status}`);
    return errors.map(error => `${which} body: ${error}`);
  } catch (error) {
    return [`${which} body: ${error.message}`];
  }
}

function headersOf(headers) {
  return new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
