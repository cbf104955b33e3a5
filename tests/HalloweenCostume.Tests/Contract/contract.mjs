import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * The schemas of an OpenAPI 3.1 document, compiled where they stand. Strict: a keyword that JSON Schema 2020-12 does not have is an error.
 */
export class Contract {
  #ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false, strictTypes: false, logger: false });
  #coercing = new Ajv({ coerceTypes: true, strict: false, logger: false });
  #compiled = new Map();

  /** @param {object} document */
  constructor(document) {
    this.document = document;
    for (const ajv of [this.#ajv, this.#coercing]) {
      addFormats(ajv);
      ajv.addSchema({ $id: 'contract', $defs: this.#rewrite(document.components?.schemas ?? {}) });
    }
  }

  /** The operations, each with the pattern of its path and its parameters, those of the path included. */
  *operations() {
    for (const [template, item] of Object.entries(this.document.paths ?? {})) {
      for (const method of ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']) {
        if (item[method]) {
          const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(each => this.resolve(each));
          yield { method: method.toUpperCase(), template, pattern: pathPattern(template), parameters, ...this.#named(item[method]) };
        }
      }
    }
  }

  /** What a `$ref` of the document points to; anything else as it is. */
  resolve(node) {
    while (node?.$ref) {
      const found = node.$ref.replace(/^#\//, '').split('/')
        .reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], this.document);
      if (found === undefined) throw new Error(`${node.$ref} points to nothing`);
      node = found;
    }
    return node;
  }

  /** What is wrong with a JSON value, one line an error. */
  errors(schema, value) {
    const validate = this.#compile(this.#ajv, schema);
    return validate(value) ? [] : distinct(validate.errors);
  }

  /** The same for the text of a header or a parameter: "3" is a whole number there. */
  errorsOfText(schema, text) {
    const validate = this.#compile(this.#coercing, { type: 'object', properties: { it: schema } });
    return validate({ it: text }) ? [] : distinct(validate.errors);
  }

  #named(operation) {
    return { operation, id: operation.operationId };
  }

  #compile(ajv, schema) {
    const key = (ajv === this.#ajv ? 'json ' : 'text ') + JSON.stringify(schema);
    if (!this.#compiled.has(key)) this.#compiled.set(key, ajv.compile(this.#rewrite(schema)));
    return this.#compiled.get(key);
  }

  #rewrite(schema) {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"contract#/$defs/'));
  }
}

function pathPattern(template) {
  const literal = template.split(/\{[^}]+\}/).map(part => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]+')}$`);
}

function distinct(errors) {
  return [...new Set(errors
    .filter(error => error.keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const name = params.additionalProperty ?? params.unevaluatedProperty;
      const detail = name !== undefined ? `: ${name}` : params.allowedValues ? `: ${JSON.stringify(params.allowedValues)}` : '';
      return `${instancePath || '/'} ${message}${detail}`;
    }))];
}
