/// <reference types="vite/client" />
// Where tests run in a browser, each module is asked of a server. A world's clock does not wait for that, so all are here
// before it starts.
import.meta.glob('../../src/**/*.ts', { eager: true })
