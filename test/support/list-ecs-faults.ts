import { EcsFlat } from '@elastic/ecs';

/** What of a field of ECS the tests look at. */
export interface EcsField {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly allowed_values?: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[];
}

/** The fields of ECS by dotted name. */
export const ECS = EcsFlat as unknown as Readonly<Record<string, EcsField | undefined>>;
/** Parts of the document that are not ECS: Winlogbeat's and our own. */
const CUSTOM = ['winlog', 'wincanal'];

/** Leaves of a JSON object with their dotted names; an array is a leaf. */
function leaves(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, part]: [string, unknown]): [string, unknown][] => {
    const at = path === '' ? name : `${path}.${name}`;
    return typeof part === 'object' && part !== null && !Array.isArray(part) ? leaves(part, at) : [[at, part]];
  });
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: isText,
  constant_keyword: isText,
  wildcard: isText,
  match_only_text: isText,
  ip: isText,
  date: (value) => isText(value) && !Number.isNaN(Date.parse(value as string)),
  long: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** What is wrong with a document by the rules of ECS: unknown fields, wrong types, arrays or not, values that are not allowed. */
export function listEcsFaults(document: object): string[] {
  const ecs = Object.entries(document).filter(([name]) => !CUSTOM.includes(name));
  return leaves(Object.fromEntries(ecs)).flatMap(([path, value]) => {
    const field = ECS[path];
    if (field === undefined) return [`${path} is no field of ECS`];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const check = TYPES[field.type];
    const allowed = field.allowed_values?.map(({ name }) => name);
    return [
      ...(field.normalize.includes('array') === Array.isArray(value) ? [] : [`${path}: array or not`]),
      ...(values.length > 0 && values.every((one) => check?.(one) === true) ? [] : [`${path}: not ${field.type}`]),
      ...(allowed === undefined || values.every((one) => allowed.includes(one as string))
        ? []
        : [`${path}: ${JSON.stringify(value)} is not allowed`]),
    ];
  });
}

/**
 * What does not belong together by ECS: a type that none of the categories expects, a category that expects none of the types.
 */
export function listPairFaults({
  category,
  type,
}: {
  readonly category: readonly string[];
  readonly type: readonly string[];
}): string[] {
  const expected = (name: string): readonly string[] =>
    ECS['event.category']?.allowed_values?.find((value) => value.name === name)?.expected_event_types ?? [];
  return [
    ...type.filter((one) => !category.some((name) => expected(name).includes(one))).map((one) => `type ${one}`),
    ...category.filter((name) => !type.some((one) => expected(name).includes(one))).map((name) => `category ${name}`),
  ];
}
