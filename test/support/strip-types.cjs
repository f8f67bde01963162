// Jest's module loader does not know Node's own type stripping. This calls the very function that Node uses,
// so a test runs the code that production runs: no second compiler, no second set of semantics.
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
