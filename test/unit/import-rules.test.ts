import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

const IMPORTS = ['normalizers', 'services', 'mappings', 'docs']
  .flatMap(listModules)
  .flatMap((file) => findImports(file, readFileSync(join(ROOT, file), 'utf8')));

/** A provider is a folder with a catalogue. */
const PROVIDER_FOLDERS = readdirSync(join(ROOT, 'normalizers'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'normalizers', entry.name, 'catalog.json')))
  .map(({ name }) => `normalizers/${name}/`);

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
  expect(
    violations(({ from, to }) => !from.startsWith('docs/') && (to.startsWith('docs/') || to.startsWith('test/'))),
  ).toEqual([]);
});

test('the documentation is made from knowledge, golden cases, sample events and what services say of themselves', () => {
  const allowed =
    /^(?:docs\/|normalizers\/|mappings\/|test\/golden\/|test\/support\/logical-events\.ts$|services\/simulate\/index\.ts$|services\/[a-z]+\/describe-[a-z-]+\.ts$)/;
  const strange = violations(
    ({ from, to }) => from.startsWith('docs/') && !to.startsWith('node:') && to !== 'prettier' && !allowed.test(to),
  );
  expect(strange).toEqual([]);
});

test('of what is generic only the registry knows a provider', () => {
  const own = ({ from, to }: Import): boolean =>
    PROVIDER_FOLDERS.some((folder) => to.startsWith(folder) && from.startsWith(folder));
  const generic = violations(
    (one) =>
      one.from.startsWith('normalizers/') &&
      one.from !== 'normalizers/registry.ts' &&
      PROVIDER_FOLDERS.some((folder) => one.to.startsWith(folder)) &&
      !own(one),
  );
  expect(generic).toEqual([]);
});

/** Modules that import each other, directly or through others: none can be understood, or started, without all of them. */
export function findCycles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(targets.get(start) ?? [])];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...(targets.get(one) ?? []));
    }
    return seen;
  };
  const reached = new Map([...targets.keys()].map((module) => [module, reach(module)]));
  const cycles = [...reached].flatMap(([module, modules]) =>
    modules.has(module) ? [[...modules].filter((other) => reached.get(other)?.has(module)).sort()] : [],
  );
  return [...new Map(cycles.map((cycle) => [cycle.join(), cycle])).values()];
}

test('no module imports itself through others, not even for its types', () => {
  const chain = ['a b', 'b c', 'c b', 'c d'].map((pair) => pair.split(' ') as [string, string]);
  expect(findCycles(chain.map(([from, to]) => ({ from, to })))).toEqual([['b', 'c']]);
  expect(findCycles(IMPORTS)).toEqual([]);
});

test('normalizers do no I/O: of Node they use only pure modules', () => {
  const pure = new Set(['node:buffer', 'node:crypto', 'node:net', 'node:url', 'node:zlib']);
  expect(
    violations(({ from, to }) => from.startsWith('normalizers/') && to.startsWith('node:') && !pure.has(to)),
  ).toEqual([]);
});

test('a provider never imports another provider', () => {
  expect(PROVIDER_FOLDERS.length).toBeGreaterThan(1);
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
    IMPORTS.filter(
      ({ from, to }) =>
        !from.startsWith('docs/') && !/^(?:node:|normalizers\/|services\/|mappings\/|package\.json$)/.test(to),
    ).map(({ to }) => packageOf(to)),
  );
  // The package `node` is the program that runs everything: bin/wincanal starts it.
  expect([...used, 'node'].sort()).toEqual(Object.keys(MANIFEST.dependencies).sort());
});
