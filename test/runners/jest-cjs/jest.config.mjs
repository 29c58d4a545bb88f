export default {
  testEnvironment: './test-environment.mjs',
  // Packages that are ES modules alone: Babel makes CommonJS of them, too.
  transformIgnorePatterns: ['/node_modules/(?!(latchkey|jose|oauth4webapi)/)'],
}
