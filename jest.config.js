/** TypeScript runs natively under Node; jest only needs the types removed by the same function that Node itself uses. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.cjs' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
};

/** @type {import('jest').Config} */
export default {
  // Many tests start processes; on a busy machine with two cores that takes seconds. A test that hangs still ends.
  testTimeout: 60_000,
  // Tests with servers wait most of the time. More at once would wait for one another: all of them share one Kafka.
  maxWorkers: 2,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-servers.ts',
      globalTeardown: '<rootDir>/test/support/stop-servers.ts',
    },
    {
      ...shared,
      displayName: 'promises',
      testMatch: ['<rootDir>/test/promises/**/*.test.ts'],
      // The same servers as for e2e: jest runs a module that several projects name once.
      globalSetup: '<rootDir>/test/support/start-servers.ts',
      globalTeardown: '<rootDir>/test/support/stop-servers.ts',
    },
  ],
};
