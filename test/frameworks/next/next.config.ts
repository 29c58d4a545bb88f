import type { NextConfig } from 'next'

const config: NextConfig = {
  // There are other lock files in the folders above.
  turbopack: { root: import.meta.dirname },
}

export default config
