/** Version of the ECS fields used; and of the contract with readers, major.minor. */
export const ECS_VERSION = '9.4.0';
export const SCHEMA_VERSION = '1.0';
