// Has the tests of React run with React 18.2: what react-dom asks for by `react` is that one, too.
import Module from 'node:module'

type Resolve = (request: string, ...rest: unknown[]) => string

// Node's own, and not declared: what `require` finds.
const loader = Module as unknown as { _resolveFilename: Resolve }
const resolve = loader._resolveFilename

loader._resolveFilename = (request, ...rest) => resolve(request.replace(/^react(?=$|\/)/, 'react18'), ...rest)
