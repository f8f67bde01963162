import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

/** One import: who imports what, as paths from the root of the checkout, or a package name. */
interface Import {
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|(?:^|[\s(=])import\(\s*'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'/g;

/** Finds static, re-exporting, bare and dynamic imports of a module. */
export function findImports(file: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const target = (match[1] ?? match[2] ?? match[3]) as string;
    return { from: file, to: target.startsWith('.') ? join(dirname(file), target) : target };
  });
}

function listModules(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const IMPORTS = ['normalizers', 'services', 'mappings']
  .flatMap(listModules)
  .flatMap((file) => findImports(file, readFileSync(join(ROOT, file), 'utf8')));

const PROVIDER_FOLDERS = ['normalizers/schannel/', 'normalizers/rassstp/'];

/** Faces of a service that the command line may start: the composition root of a process, the stack, the composer. */
const FACES = /^services\/(?:[a-z]+\/main\.ts|stack\/index\.ts|simulate\/index\.ts)$/;

function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/') + '/';
}

function violations(rule: (one: Import) => boolean): string[] {
  return IMPORTS.filter(rule).map(({ from, to }) => `${from} imports ${to}`);
}

test('the scanner sees every kind of import', () => {
  const source = `import a from './a.ts';\nimport type { B } from '../b.ts';\nimport {\n  c,\n} from './c.ts';\nexport { d } from './d.ts';\nimport './e.ts';\nconst f = await import('./f.ts');\nimport 'kafkajs';`;
  expect(findImports('services/x/y.ts', source).map(({ to }) => to)).toEqual([
    'services/x/a.ts',
    'services/b.ts',
    'services/x/c.ts',
    'services/x/d.ts',
    'services/x/e.ts',
    'services/x/f.ts',
    'kafkajs',
  ]);
  expect(IMPORTS.length).toBeGreaterThan(100);
});

test('normalizers import nothing from services', () => {
  expect(violations(({ from, to }) => from.startsWith('normalizers/') && to.startsWith('services/'))).toEqual([]);
});

test('nothing that runs imports from the documentation or the tests', () => {
  expect(violations(({ to }) => to.startsWith('docs/') || to.startsWith('test/'))).toEqual([]);
});

test('normalizers do no I/O: of Node they use only pure modules', () => {
  const pure = new Set(['node:buffer', 'node:crypto', 'node:net', 'node:url']);
  expect(
    violations(({ from, to }) => from.startsWith('normalizers/') && to.startsWith('node:') && !pure.has(to)),
  ).toEqual([]);
});

test('a provider never imports another provider', () => {
  expect(
    violations(({ from, to }) => {
      const own = PROVIDER_FOLDERS.find((folder) => from.startsWith(folder));
      return own !== undefined && PROVIDER_FOLDERS.some((folder) => folder !== own && to.startsWith(folder));
    }),
  ).toEqual([]);
});

test('a service never imports another service, except that the command line starts them by their faces', () => {
  expect(
    violations(({ from, to }) => {
      if (!from.startsWith('services/') || !to.startsWith('services/')) return false;
      if (folderOf(from) === folderOf(to) || to.startsWith('services/runtime/')) return false;
      return !(from.startsWith('services/cli/') && FACES.test(to));
    }),
  ).toEqual([]);
});

test('the runtime imports no service', () => {
  expect(
    violations(
      ({ from, to }) =>
        from.startsWith('services/runtime/') && to.startsWith('services/') && !to.startsWith('services/runtime/'),
    ),
  ).toEqual([]);
});

test('the Kafka client is imported only by the Kafka port', () => {
  expect(violations(({ from, to }) => to.startsWith('kafkajs') && !from.startsWith('services/runtime/kafka/'))).toEqual(
    [],
  );
});

test('the Elasticsearch client is imported only by the Elasticsearch port', () => {
  expect(
    violations(({ from, to }) => to.startsWith('@elastic/') && !from.startsWith('services/runtime/elasticsearch/')),
  ).toEqual([]);
});

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** `a/b` of a package is the package `a`; with a scope it is the first two parts. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

test('every package that production needs is a dependency, and every dependency is used', () => {
  const used = new Set(
    IMPORTS.filter(({ to }) => !/^(?:node:|normalizers\/|services\/|mappings\/|package\.json$)/.test(to)).map(
      ({ to }) => packageOf(to),
    ),
  );
  // The package `node` is the program that runs everything: bin/wincanal starts it.
  expect([...used, 'node'].sort()).toEqual(Object.keys(MANIFEST.dependencies).sort());
});
