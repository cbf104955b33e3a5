import { Validator } from '@seriousme/openapi-schema-validator';

/**
 * What is wrong with the document itself: against OpenAPI's meta-schema, then what that cannot see: operation ids that repeat, `$ref`s to
 * nothing, schemas that do not compile, components that nothing uses and examples that break their own schema.
 * @param {import('./contract.mjs').Contract} contract
 */
export async function documentErrors(contract) {
  const { document } = contract;
  const found = await new Validator().validate(structuredClone(document));
  const errors = found.valid ? [] : [found.errors].flat().map(error => `${error.instancePath ?? ''} ${error.message ?? error}`);

  const ids = [...contract.operations()].map(operation => operation.id ?? `${operation.method} ${operation.template} without operationId`);
  errors.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `operationId ${id} is used twice`));

  const used = new Set();
  visit(document, '#', (node, at) => {
    if (typeof node.$ref === 'string') {
      used.add(node.$ref);
      attempt(errors, at, () => contract.resolve(node));
    }
    for (const scheme of (Array.isArray(node.security) ? node.security : []).flatMap(Object.keys)) {
      const ref = `#/components/securitySchemes/${scheme}`;
      used.add(ref);
      attempt(errors, at, () => contract.resolve({ $ref: ref }));
    }
    if (node.schema) {
      for (const [where, example] of examplesOf(contract, node)) {
        attempt(errors, `${at}/${where}`, () => {
          errors.push(...contract.errors(node.schema, example).map(error => `${at}/${where}: ${error}`));
        });
      }
      attempt(errors, at, () => contract.errors(node.schema, null));
    }
  });

  for (const [kind, components] of Object.entries(document.components ?? {})) {
    errors.push(...Object.keys(components)
      .map(name => `#/components/${kind}/${name}`)
      .filter(ref => !used.has(ref))
      .map(ref => `${ref} is used by nothing`));
  }
  return errors;
}

function* examplesOf(contract, node) {
  if (node.example !== undefined) yield ['example', node.example];
  for (const [name, example] of Object.entries(node.examples ?? {})) yield [`examples/${name}`, contract.resolve(example).value];
}

function visit(node, at, look) {
  if (node === null || typeof node !== 'object') return;
  look(node, at);
  for (const [key, child] of Object.entries(node)) visit(child, `${at}/${key.replaceAll('/', '~1')}`, look);
}

function attempt(errors, at, action) {
  try {
    action();
  } catch (error) {
    errors.push(`${at}: ${error.message}`);
  }
}
