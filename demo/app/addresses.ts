import { ELSEWHERE } from './elsewhere.js'

// The server writes the addresses into the page, as it may have been given other ports. A framework's own server for
// development writes nothing: there they are the usual ones.
export function readAddress(name: string, usual: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="demo-${name}"]`)?.content ?? usual
}

export const PROVIDER = readAddress('issuer', 'http://127.0.0.1:5171')
export const MICROBLOG = readAddress('microblog', 'http://127.0.0.1:5180')
export const CALENDAR = ELSEWHERE?.calendar.url ?? `${readAddress('api', 'http://127.0.0.1:5172')}/v1`
