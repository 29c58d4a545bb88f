import { describe } from 'vitest'
import { CLIENTS } from './clients.js'
import { type Binding, describeContract } from './contract.js'

const BINDINGS: readonly [string, Binding][] = [
  ['bearer', { scheme: 'Bearer', home: {} }],
  ['DPoP', { scheme: 'DPoP', home: { auth: { dpop: true } } }],
]

describe.each(BINDINGS)('with %s tokens', (_, binding) => {
  for (const [name, recipe] of Object.entries(CLIENTS)) describeContract(name, recipe, binding)
})
