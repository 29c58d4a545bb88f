// The ports are chosen when the demo starts, so the server writes the addresses into the page.
function read(name: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="demo-${name}"]`)?.content
  if (!content) throw new Error(`The page has no address for ${name}`)
  return content
}

export const PROVIDER = read('issuer')
export const CALENDAR = `${read('api')}/v1`
