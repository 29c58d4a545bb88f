interface Row {
  readonly payload: Record<string, unknown>
  /** Milliseconds since the epoch; Infinity for rows without an end. */
  readonly expiresAt: number
}

/**
 * Everything the provider remembers, in one map per demo: sessions, grants, codes, tokens. The provider's own in-memory
 * adapter does the same but announces itself on the console, and is shared by all providers of a process.
 */
export function createMemoryAdapter(): (model: string) => object {
  const rows = new Map<string, Row>()

  function read(key: string): Record<string, unknown> | undefined {
    const row = rows.get(key)
    if (row === undefined) return undefined
    if (row.expiresAt > Date.now()) return row.payload
    rows.delete(key)
    return undefined
  }

  function findBy(model: string, field: string, value: string): Record<string, unknown> | undefined {
    for (const key of rows.keys()) {
      if (!key.startsWith(`${model}:`)) continue
      const payload = read(key)
      if (payload?.[field] === value) return payload
    }
    return undefined
  }

  return (model) => ({
    async upsert(id: string, payload: Record<string, unknown>, expiresInSeconds?: number) {
      const expiresAt = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresInSeconds * 1000
      rows.set(`${model}:${id}`, { payload, expiresAt })
    },
    find: async (id: string) => read(`${model}:${id}`),
    findByUid: async (uid: string) => findBy(model, 'uid', uid),
    findByUserCode: async (userCode: string) => findBy(model, 'userCode', userCode),
    async consume(id: string) {
      const payload = read(`${model}:${id}`)
      if (payload !== undefined) payload['consumed'] = Math.floor(Date.now() / 1000)
    },
    async destroy(id: string) {
      rows.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId: string) {
      for (const [key, row] of rows) {
        if (row.payload['grantId'] === grantId) rows.delete(key)
      }
    },
  })
}
