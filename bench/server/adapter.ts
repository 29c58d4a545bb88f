interface Row {
  readonly payload: Record<string, unknown>
  /** Milliseconds since the epoch, by the provider's clock. */
  readonly expiresAt: number
}

export interface Memory {
  readonly adapter: (model: string) => object
  /** Refresh tokens that the provider would still take. */
  liveRefreshTokens(): number
}

/** Everything a provider remembers. */
export function createMemory(): Memory {
  const rows = new Map<string, Row>()

  function read(key: string): Record<string, unknown> | undefined {
    const row = rows.get(key)
    return row !== undefined && row.expiresAt > Date.now() ? row.payload : undefined
  }

  function findByUid(model: string, uid: string): Record<string, unknown> | undefined {
    const key = [...rows.keys()].find((key) => key.startsWith(`${model}:`) && read(key)?.['uid'] === uid)
    return key === undefined ? undefined : read(key)
  }

  const adapter = (model: string) => ({
    async upsert(id: string, payload: Record<string, unknown>, expiresInSeconds?: number) {
      const expiresAt = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresInSeconds * 1000
      rows.set(`${model}:${id}`, { payload, expiresAt })
    },
    find: async (id: string) => read(`${model}:${id}`),
    findByUid: async (uid: string) => findByUid(model, uid),
    findByUserCode: async () => undefined,
    async consume(id: string) {
      const payload = read(`${model}:${id}`)
      if (payload !== undefined) payload['consumed'] = Math.floor(Date.now() / 1000)
    },
    async destroy(id: string) {
      rows.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId: string) {
      for (const [key, row] of rows) if (row.payload['grantId'] === grantId) rows.delete(key)
    },
  })

  return {
    adapter,
    liveRefreshTokens: () =>
      [...rows.keys()].filter((key) => {
        const payload = key.startsWith('RefreshToken:') ? read(key) : undefined
        return payload !== undefined && payload['consumed'] === undefined
      }).length,
  }
}
