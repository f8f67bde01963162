/** The parts of a JSON Schema that describe documents here (a subset of draft-07). */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  readonly $ref?: string;
}

/** A leaf of a document. */
export interface SchemaField {
  /** Dotted name, for example `event.id`. */
  readonly path: string;
  /** What it means. */
  readonly description: string;
  /** Whether each document has it. */
  readonly required: boolean;
  /** Whether it holds a list. */
  readonly array: boolean;
  /** Schema of a single value: `$ref` resolved, list removed. An object where the names are open. */
  readonly value: SchemaNode;
}

/** Lists the leaves of a document schema in its order. Throws where a property has no description. */
export function listSchemaFields(schema: SchemaNode): SchemaField[] {
  return listBelow(schema, '', true, schema.definitions ?? {});
}

function listBelow(
  node: SchemaNode,
  prefix: string,
  required: boolean,
  definitions: Readonly<Record<string, SchemaNode>>,
): SchemaField[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    if (property.description === undefined) throw new Error(`${path}: has no description in the schema`);
    const always = required && (node.required ?? []).includes(name);
    const group = resolve(property, definitions, path);
    if (group.properties !== undefined) return listBelow(group, `${path}.`, always, definitions);
    const array = group.items !== undefined;
    const value = resolve(group.items ?? group, definitions, path);
    return [{ path, description: property.description, required: always, array, value }];
  });
}

function resolve(node: SchemaNode, definitions: Readonly<Record<string, SchemaNode>>, path: string): SchemaNode {
  if (node.$ref === undefined) return node;
  const name = node.$ref.replace('#/definitions/', '');
  const definition = definitions[name];
  if (definition === undefined) throw new Error(`${path}: refers to the definition ${name}, which is not there`);
  return definition;
}
