export default {
  testEnvironment: './test-environment.mjs',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
}
