// Holds JSON answers against the schemas: node validate.cjs NODE_MODULES SCHEMAS ANSWERS.
// ANSWERS has lists of answers by the name of their schema; every fault is
// printed, and any fault ends with 1.
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, schemasFile, answersFile] = process.argv.slice(2);
const Ajv = require(path.join(path.resolve(modules), 'ajv-draft-04')).default;
const schemas = JSON.parse(fs.readFileSync(schemasFile, 'utf8'));
const answers = JSON.parse(fs.readFileSync(answersFile, 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: false });
let faults = 0;
let checked = 0;
for (const [name, all] of Object.entries(answers)) {
  if (!schemas[name]) {
    console.log(`no schema ${name}`);
    faults++;
    continue;
  }
  const valid = ajv.compile(schemas[name]);
  for (const answer of all) {
    checked++;
    if (!valid(JSON.parse(answer))) {
      faults++;
      console.log(`${name}: ${ajv.errorsText(valid.errors)}\n  ${answer}`);
    }
  }
}
console.log(`${checked} answers, ${faults} with faults`);
process.exit(faults > 0 || checked === 0 ? 1 : 0);
