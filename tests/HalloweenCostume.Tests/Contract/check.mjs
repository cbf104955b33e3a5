// node check.mjs [--every-operation] openapi.json [exchanges.jsonl]
// Prints a line for each violation. Exit code: 0 without one, 1 with, 2 if it could not check.
import { readFileSync } from 'node:fs';
import { Contract } from './contract.mjs';
import { documentErrors } from './document.mjs';
import { checkExchange } from './exchange.mjs';

try {
  const files = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
  const violations = await check(files[0], files[1], process.argv.includes('--every-operation'));
  process.stdout.write(violations.map(line => `${line}\n`).join(''));
  process.exitCode = violations.length ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 2;
}

async function check(documentPath, exchangesPath, everyOperation) {
  const contract = new Contract(JSON.parse(readFileSync(documentPath, 'utf8')));
  const violations = (await documentErrors(contract)).map(error => `document: ${error}`);
  if (!exchangesPath) return violations;

  const seen = new Set();
  const lines = readFileSync(exchangesPath, 'utf8').split('\n').filter(line => line);
  for (const [index, line] of lines.entries()) {
    const exchange = JSON.parse(line);
    const { operationId, errors } = checkExchange(contract, exchange);
    seen.add(operationId);
    violations.push(...errors.map(error => `exchange ${index + 1}, ${exchange.method} ${exchange.url} ${exchange.status}: ${error}`));
  }
  if (everyOperation) {
    violations.push(...[...contract.operations()].filter(({ id }) => !seen.has(id)).map(({ id }) => `no exchange of ${id}`));
  }
  return violations;
}
