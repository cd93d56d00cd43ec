// Reads a bundle with the datapackage library: node check-package.js FOLDER.
// Prints one JSON object: {valid, errors, rows: {sheet: n}}.
'use strict';
const path = require('path');
const {Package} = require('datapackage');

async function main(folder) {
  const result = {valid: true, errors: [], rows: {}};
  const wrong = (where, error) => {
    result.valid = false;
    const all = error.errors && error.errors.length ? error.errors : [error];
    for (const one of all) result.errors.push(`${where}: ${one.message}`);
  };
  const bundle = await Package.load(path.join(folder, 'datapackage.json'),
    {basePath: folder, strict: false});
  if (!bundle.valid) bundle.errors.forEach((e) => wrong('package', e));
  for (const resource of bundle.resources) {
    try {
      // types, constraints, keys and the rows that foreign keys name
      const rows = await resource.read({keyed: true, relations: true});
      result.rows[resource.name] = rows.length;
    } catch (error) {
      wrong(resource.name, error);
    }
  }
  return result;
}

main(process.argv[2]).then(
  (result) => console.log(JSON.stringify(result)),
  (error) => console.log(JSON.stringify(
    {valid: false, errors: [error.message], rows: {}})));
