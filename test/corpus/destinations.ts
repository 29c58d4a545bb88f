// What somebody who wants a token may get an app to hand to `auth.fetch`, each beside something honest that looks almost the
// same. The same entries run against the World and in browsers (`run.ts`), so that it is engines that say what a URL means.

/** Where the entries play. Both hosts and ports differ between the World and a browser's test site. */
export interface Grounds {
  readonly scheme: 'https' | 'http'
  /** What all host names end in. */
  readonly domain: string
  /** Empty for the scheme's own. */
  readonly port: string
  readonly otherPort: string
  /** The origin of the app's page. */
  readonly app: string
}

/** What `auth.fetch` is given. */
export interface Call {
  readonly input: unknown
  readonly init?: unknown
  /** Runs as soon as `auth.fetch` has returned its promise. */
  readonly after?: () => void
}

export interface Entry {
  readonly name: string
  /** Gets no token; with `mayCarry`, none outside of the declared APIs. */
  readonly attack: (say: Say) => Call
  /** Gets one. */
  readonly honest: (say: Say) => Call
  /** The `href` of a `<base>` in the attacked page, and in the honest one. */
  readonly bases?: readonly [attack: string, honest: string]
  readonly mayCarry?: true
}

/** Puts addresses in the place of their names in braces. */
export type Say = (text: string) => string

/** The APIs that the app declares: alone on its origin, on the app's own, at a number, and three on one origin. */
export const DECLARED = {
  calendar: '{A}/v1/',
  own: '{O}/api/',
  numbers: '{N}/v1/',
  one: '{S}/one/',
  inner: '{S}/one/inner/',
  two: '{S}/two',
} as const

export function sayFor({ scheme, domain, port, otherPort, app }: Grounds): Say {
  const digits = port.slice(1) || '443'
  const at = (host: string) => `${scheme}://${host}${port}`
  const names: Record<string, string> = {
    s: scheme,
    x: scheme === 'https' ? 'http' : 'https',
    d: domain,
    p: port,
    zeros: `:000${digits}`,
    tabbed: `:${digits.slice(0, 1)}\t${digits.slice(1)}`,
    wide: `:${digits.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}`,
    overflowing: `:${Number(digits) + 65_536}`,
    next: `:${Number(digits) + 1}`,
    q: otherPort,
    A: at(`api.${domain}`),
    E: at(`evil.${domain}`),
    S: at(`shared.${domain}`),
    N: at('127.0.0.1'),
    O: app,
  }
  return (text) => text.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole)
}

const TEXTS: Readonly<Record<string, readonly (readonly [attack: string, honest: string])[]>> = {
  'a host that looks like it': [
    ['{s}://api.{d}.evil.{d}{p}/v1/a', '{A}/v1/a.evil.{d}'],
    ['{s}://evilapi.{d}{p}/v1/a', '{A}/v1/evilapi'],
    ['{s}://evil.api.{d}{p}/v1/a', '{A}/v1/evil.api.{d}'],
    ['{s}://api-evil.{d}{p}/v1/a', '{A}/v1/api-evil'],
    ['{s}://api_.{d}{p}/v1/a', '{A}/v1/api_'],
    ['{s}://{d}{p}/v1/a', '{s}://api.{d}{p}/v1/{d}'],
    ['{s}://www.api.{d}{p}/v1/a', '{A}/v1/www'],
    ['{s}://ap1.{d}{p}/v1/a', '{A}/v1/ap1'],
    ['{s}://apii.{d}{p}/v1/a', '{A}/v1/apii'],
    ['{s}://ap.i.{d}{p}/v1/a', '{A}/v1/ap.i'],
    ['{s}://api.{d}.{p}/v1/a', '{A}/v1/a.'],
    ['{s}://api.{d}..{p}/v1/a', '{A}/v1/a..'],
    ['{s}://.api.{d}{p}/v1/a', '{A}/v1/.a'],
    ['{s}://api..{d}{p}/v1/a', '{A}/v1/a..b'],
    ['{E}/{A}/v1/a', '{A}/v1/{A}/v1/a'],
    ['{E}/v1/a', '{A}/v1/{E}/v1/a'],
    ['{E}/;{A}/v1/a', '{A}/v1/;{E}/v1/a'],
    ['{s}://api,{d}{p}/v1/a', '{A}/v1/api,{d}'],
    ['{s}://api.{d},evil.{d}{p}/v1/a', '{A}/v1/a,evil.{d}'],
    ["{s}://api.{d}'.evil.{d}{p}/v1/a", "{A}/v1/a'.evil.{d}"],
  ],
  'a user name': [
    ['{s}://api.{d}@evil.{d}{p}/v1/a', '{A}/v1/@evil.{d}'],
    ['{s}://api.{d}:443@evil.{d}{p}/v1/a', '{A}/v1/a:443@evil.{d}'],
    ['{s}://ada@api.{d}{p}/v1/a', '{s}://@api.{d}{p}/v1/a'],
    ['{s}://ada:x@api.{d}{p}/v1/a', '{s}://:@api.{d}{p}/v1/a'],
    ['{s}://:x@api.{d}{p}/v1/a', '{A}/v1/:x@a'],
    ['{s}://api.{d}%2f@evil.{d}{p}/v1/a', '{A}/v1/%2f@evil.{d}'],
    ['{s}://api.{d}%40evil.{d}{p}/v1/a', '{A}/v1/%40evil.{d}'],
    ['{s}://api.{d}@api.{d}@evil.{d}{p}/v1/a', '{A}/v1/@api.{d}@evil.{d}'],
    ['{s}://%61da@api.{d}{p}/v1/a', '{A}/v1/%61da@api'],
    ['{s}://api.{d}＠evil.{d}{p}/v1/a', '{A}/v1/＠evil.{d}'],
  ],
  'a port': [
    ['{s}://api.{d}{q}/v1/a', '{A}/v1/a{q}'],
    ['{s}://api.{d}{next}/v1/a', '{s}://api.{d}{zeros}/v1/a'],
    ['{s}://api.{d}{overflowing}/v1/a', '{A}/v1/a{overflowing}'],
    ['{s}://api.{d}{wide}/v1/a', '{s}://api.{d}{tabbed}/v1/a'],
    ['{s}://api.{d}:1{p}/v1/a', '{A}/v1/:/../a{p}'],
    ['{s}://api.{d}:-1/v1/a', '{A}/v1/:-1'],
    ['{s}://api.{d}:0/v1/a', '{A}/v1/:0'],
    ['{s}://evil.{d}{q}/v1/a', '{A}/v1/evil{q}'],
  ],
  'a scheme': [
    ['{x}://api.{d}{p}/v1/a', '{s}://api.{d}{p}/v1/{x}'],
    ['ws://api.{d}{p}/v1/a', '{A}/v1/ws://a'],
    ['wss://api.{d}{p}/v1/a', '{A}/v1/wss://a'],
    ['ftp://api.{d}{p}/v1/a', '{A}/v1/ftp://a'],
    ['blob:{A}/v1/a', '{A}/v1/blob:a'],
    ['blob:{A}/v1/9115d58c-bcda-ff47-86e5-083e9a215304', '{A}/v1/9115d58c-bcda-ff47-86e5-083e9a215304'],
    ['data:text/plain,{A}/v1/a', '{A}/v1/data:text/plain,a'],
    ['filesystem:{A}/v1/a', '{A}/v1/filesystem:a'],
    ['filesystem:{A}/temporary/v1/a', '{A}/v1/temporary/v1/a'],
    ['filesystem:{A}/persistent/v1/a', '{A}/v1/persistent/v1/a'],
    ['jar:{A}/evil!/v1/a', '{A}/v1/evil!/v1/a'],
    ['jar:{A}/v1/a!/v1/a', '{A}/v1/jar:!/a'],
    ['view-source:{A}/v1/a', '{A}/v1/view-source:a'],
    ['feed:{A}/v1/a', '{A}/v1/feed:a'],
    ['javascript:"{A}/v1/a"', '{A}/v1/javascript:'],
    ['about:blank#{A}/v1/a', '{A}/v1/about:blank#a'],
    ['about://api.{d}/v1/a', '{A}/v1/about:'],
    ['file://api.{d}/v1/a', '{A}/v1/file:a'],
    ['file:///v1/a', '{A}/v1/file:///a'],
    ['{s}s://api.{d}{p}/v1/a', '{A}/v1/{s}s'],
    ['{s}:/api.{d}{p}/v1/a', '{s}:/\\api.{d}{p}/v1/a'],
    ['{s}:api.{d}{p}/v1/a', '{s}:///api.{d}{p}/v1/a'],
    ['{x}:/api.{d}{p}/v1/a', '{A}/v1/{x}:/a'],
    ['web+api://api.{d}{p}/v1/a', '{A}/v1/web+api'],
    ['urn:{A}/v1/a', '{A}/v1/urn:a'],
    ['{s}\\://api.{d}{p}/v1/a', '{s}\t://api.{d}{p}/v1/a'],
  ],
  backslashes: [
    ['{E}\\@api.{d}{p}/v1/a', '{A}\\v1\\@evil.{d}'],
    ['{A}\\@evil.{d}{p}/v1/a', '{A}/v1\\@evil.{d}'],
    ['{s}:\\\\evil.{d}{p}\\v1\\a', '{s}:\\\\api.{d}{p}\\v1\\a'],
    ['\\\\evil.{d}{p}\\v1\\a', '\\\\api.{d}{p}\\v1\\a'],
    ['/\\evil.{d}{p}/v1/a', '/\\api.{d}{p}/v1/a'],
    ['\\/evil.{d}{p}/v1/a', '\\/api.{d}{p}/v1/a'],
    ['{A}/v1\\..\\v2\\a', '{A}/v1\\...\\v2\\a'],
    ['{A}/v1/..\\v2/a', '{A}/v1/.\\v2/a'],
    ['{A}\\..\\v2', '{A}\\..\\v1'],
  ],
  'control characters and what nobody sees': [
    ['{s}://api.\t{d}.evil.{d}{p}/v1/a', '{s}://api.\t{d}{p}/v1/a'],
    ['{s}://evil.\n{d}{p}/v1/a', '{s}://api.\n{d}{p}/v1/a'],
    ['\n//evil.{d}{p}/v1/a', '\n//api.{d}{p}/v1/a'],
    ['/\t/evil.{d}{p}/v1/a', '/\t/api.{d}{p}/v1/a'],
    ['\u0000{E}/v1/a', '\u0000{A}/v1/a'],
    [' {E}/v1/a ', ' {A}/v1/a '],
    ['{s}://api.{d}\u0000.evil.{d}{p}/v1/a', '{A}/v1/\u0001.evil'],
    ['{A}/v1/.\t./v2/a', '{A}/v1/.\t.a/v2/a'],
    ['{A}/v1/%\n2e%2\re/v2/a', '{A}/v1/%\n2e%2\rea/v2/a'],
    ['{A}/\u000bv1/a', '{A}/\nv1/a'],
    ['{A}/v1\u007f/a', '{A}/v1/\u007f'],
    ['{A}/v1\u0001/a', '{A}/v1/\u0001'],
    ['\u00a0{A}/v1/a', '\u0020{A}/v1/a'],
    ['\ufeff{A}/v1/a', '\u001f{A}/v1/a'],
    ['{s}://api\u202e.{d}{p}/v1/a', '{A}/v1/\u202e'],
    ['{s}://ev\u00adil.{d}{p}/v1/a', '{s}://a\u00adpi.{d}{p}/v1/a'],
    ['{s}://evil\u200b.{d}{p}/v1/a', '{s}://api\u200b.{d}{p}/v1/a'],
    ['{s}://api\u2028.{d}{p}/v1/a', '{A}/v1/\u2028'],
    ['{s}://ap\u200di.{d}{p}/v1/a', '{A}/v1/ap\u200di'],
    ['{s}://api .{d}{p}/v1/a', '{A}/v1/api .{d}'],
  ],
  'letters, dots and slashes of another width or encoding': [
    ['{s}://ｅvil.{d}{p}/v1/a', '{s}://ａpi.{d}{p}/v1/a'],
    ['{s}://api。evil.{d}{p}/v1/a', '{s}://api。{d}{p}/v1/a'],
    ['{s}://api．{d}．evil.{d}{p}/v1/a', '{s}://api．{d}{p}/v1/a'],
    ['{s}:／／api.{d}{p}/v1/a', '{s}://api.{d}{p}/v1/／／a'],
    ['{s}://api.{d}／v1/a', '{A}/v1/a／b'],
    ['{A}/v１/a', '{A}/v1/１'],
    ['{A}/Ｖ1/a', '{A}/v1/Ｖ'],
    ['{A}／v1/a', '{A}/v1／/../../v1/a'],
    ['{A}/v1／a', '{A}/v1/／a'],
    ['{s}://api.{d}？/v1/a', '{A}/v1/？'],
    ['{s}://%65vil.{d}{p}/v1/a', '{s}://%61pi.{d}{p}/v1/a'],
    ['{s}://api.{d}%2eevil.{d}{p}/v1/a', '{s}://api%2e{d}{p}/v1/a'],
    ['{s}://api.{d}%2fv1/a', '{A}/v1/%2fa'],
    ['{s}://%2561pi.{d}{p}/v1/a', '{A}/v1/%2561pi'],
    ['{A}/%761/a', '{A}/v1/%761'],
    ['{A}/v%31/a', '{A}/v1/%31'],
    ['{A}%2fv1/a', '{A}/v1/%2f'],
    ['{A}/%2fv1/a', '{A}/v1/%2f%2fa'],
    ['{A}/v1%2fa', '{A}/v1/a%2fa'],
    ['{A}/v1%2f..%2fv2', '{A}/v1/a%2f...%2fv2'],
    ['{A}/v1/%2e%2e/v2', '{A}/v1/%2e%2e%2e/v2'],
    ['{A}/v1/%2E./v2', '{A}/v1/%2E.a/v2'],
    ['{A}/v1/.%2e/v2', '{A}/v1/.%2ea/v2'],
    ['{A}/v1/..%2fv2', '{A}/v1/a..%2fv2'],
    ['{A}/v1/..%2Fv2', '{A}/v1/..a%2Fv2'],
    ['{A}/v1/..%5cv2', '{A}/v1/a..%5cv2'],
    ['{A}/v1/%2e%2e%2fv2', '{A}/v1/a%2e%2e%2fv2'],
    ['{A}/v1/a%2f..%2f..%2fv2', '{A}/v1/a%2fa..%2f..b%2fv2'],
    ['{A}/v1/a%2f..', '{A}/v1/a%2f..a'],
    ['{A}/v1/.%2f..%2fv2', '{A}/v1/.a%2f..b%2fv2'],
  ],
  'what two servers in a row decode twice': [
    ['{A}/v1/%252e%252e/v2', '{A}/v1/a%252e%252e/v2'],
    ['{A}/v1/%252e%252e%252fv2', '{A}/v1/%252ea%252fv2'],
    ['{A}/v1/..%252fv2', '{A}/v1/..a%252fv2'],
    ['{A}/v1/..%255cv2', '{A}/v1/a%255cv2'],
    ['{A}/v1/%25252e%25252e/v2', '{A}/v1/a%25252e%25252e/v2'],
    ['{A}/v1/.%252e/v2', '{A}/v1/.%252ea/v2'],
    ['{A}/v1/%25%32%65%25%32%65/v2', '{A}/v1/a%25%32%65%25%32%65/v2'],
    ['{A}/v1/..%25%32%66v2', '{A}/v1/..a%25%32%66v2'],
    ['{A}/v1/..%25%35%63v2', '{A}/v1/..a%25%35%63v2'],
    ['{A}/v1/%%32%65%%32%65/v2', '{A}/v1/a%%32%65%%32%65/v2'],
    ['{A}/v1/..%%35%63v2', '{A}/v1/..a%%35%63v2'],
    ['{A}/v1/%2%65%2%65/v2', '{A}/v1/a%2%65%2%65/v2'],
    ['{A}/v1/..%2%66v2', '{A}/v1/..a%2%66v2'],
    ['{A}/v1/..%25%33%62/v2', '{A}/v1/..a%25%33%62/v2'],
  ],
  'the end of a text, and blanks that some servers pass over': [
    ['{A}/v1/%00/a', '{A}/v1/00/a'],
    ['{A}/v1/a%00.json', '{A}/v1/a%20.json'],
    ['{A}/v1/a%2500.json', '{A}/v1/a%2520.json'],
    ['{A}/v1/a%%30%30.json', '{A}/v1/a%%32%30.json'],
    ['{A}/v1/..%00/v2', '{A}/v1/a%20b/v2'],
    ['{A}/v1/.%00./v2', '{A}/v1/.%20a./v2'],
    ['{A}/v1/%00../v2', '{A}/v1/%20...a/v2'],
    ['{A}/v1/\u0000/a', '{A}/v1/\u0001/a'],
    ['{A}/v1/..%20/v2', '{A}/v1/..a%20/v2'],
    ['{A}/v1/.%09./v2', '{A}/v1/.%09.a/v2'],
    ['{A}/v1/%0d%0a..%2fv2', '{A}/v1/%0d%0aa..%2fv2'],
    ['{A}/v1/..%2520/v2', '{A}/v1/..a%2520/v2'],
    ['{A}/v1/..%3f/v2', '{A}/v1/a..%3f/v2'],
    ['{A}/v1/..%23/v2', '{A}/v1/a..%23/v2'],
    ['{A}/v1/..%253fx=1', '{A}/v1/..a%253fx=1'],
  ],
  'dots that are overlong or of another alphabet': [
    ['{A}/v1/%c0%ae%c0%ae/v2', '{A}/v1/%c2%ae%c2%ae/v2'],
    ['{A}/v1/%C0%AE%C0%AE%C0%AFv2', '{A}/v1/%C2%AE%C2%AF/v2'],
    ['{A}/v1/..%c0%afv2', '{A}/v1/..%c3%af/v2'],
    ['{A}/v1/..%c1%9cv2', '{A}/v1/..%c3%9cv2'],
    ['{A}/v1/.%c0%ae/v2', '{A}/v1/.%c3%ae/v2'],
    ['{A}/v1/%c0%2e%c0%2e/v2', '{A}/v1/%c3%84%2e/v2'],
    ['{A}/v1/%c0./%c0./v2', '{A}/v1/%e4./v2'],
    ['{A}/v1/file%c0%aejson', '{A}/v1/file%2ejson'],
    ['{A}/v1/%e0%80%ae%e0%80%ae/v2', '{A}/v1/%e0%a4%ae%e0%a4%ae/v2'],
    ['{A}/v1/..%e0%80%afv2', '{A}/v1/..%e0%b8%afv2'],
    ['{A}/v1/%f0%80%80%ae%f0%80%80%ae/v2', '{A}/v1/%f0%9f%98%80%f0%9f%90%88/v2'],
    ['{A}/v1/%f8%80%80%80%ae/v2', '{A}/v1/%f8re/v2'],
    ['{A}/v1/%fc%80%80%80%80%ae/v2', '{A}/v1/m%fcller/v2'],
    ['{A}/v1/%25c0%25ae%25c0%25ae/v2', '{A}/v1/%25c3%25a4/v2'],
    ['{A}/v1/%25%63%30%25%61%65/v2', '{A}/v1/%25%63%33%25%61%34/v2'],
    ['{A}/v1/%c0%a52e%c0%a52e/v2', '{A}/v1/%c3%a52e%c3%a52e/v2'],
    ['{A}/v1/%c0%80', '{A}/v1/%c2%80'],
    ['{A}/v1/%u002e%u002e/v2', '{A}/v1/u002eu002e/v2'],
    ['{A}/v1/..%u002fv2', '{A}/v1/..u002fv2'],
    ['{A}/v1/..%u2215v2', '{A}/v1/..%u/v2'],
    ['{A}/v1/%U002E%U002E/v2', '{A}/v1/100%Up/v2'],
    ['{A}/v1/%25u002e%25u002e/v2', '{A}/v1/%25up/v2'],
    ['{A}/v1/%%75002e/v2', '{A}/v1/%%75p/v2'],
    ['{A}/v1/%uff0e%uff0e/v2', '{A}/v1/uff0e/v2'],
    ['{A}/v1/%ef%bc%8e%ef%bc%8e/v2', '{A}/v1/a%ef%bc%8eb/v2'],
    ['{A}/v1/．．/v2', '{A}/v1/a．b/v2'],
    ['{A}/v1/..／v2', '{A}/v1/a..／v2'],
    ['{A}/v1/..＼v2', '{A}/v1/a..＼v2'],
    ['{A}/v1/‥/v2', '{A}/v1/…/v2'],
    ['{A}/v1/․․/v2', '{A}/v1/a․/v2'],
    ['{A}/v1/％2e％2e/v2', '{A}/v1/100％/v2'],
    ['{A}/v1/%ef%bc%852e%252e/v2', '{A}/v1/%ef%bc%85/v2'],
    ['{A}/v1/%25ef%25bc%258e./v2', '{A}/v1/%25ef%25bc%258ea/v2'],
    ['{A}/v1/.%E2%80%A4%2Fv2', '{A}/v1/%E2%82%AC%2Fv2'],
  ],
  'dot segments': [
    ['{A}/v1/../v2', '{A}/v2/../v1'],
    ['{A}/v1/./../v2', '{A}/v1/./.../v2'],
    ['{A}/v1/a/../../v2', '{A}/v1/a/../b/v2'],
    ['{A}/v1/..', '{A}/v1/.'],
    ['{A}/v1/../', '{A}/v1/./'],
    ['{A}/v1/..//v1/a', '{A}/v1/..//../v1/a'],
    ['{A}//v1/a', '{A}/.//../v1/a'],
    ['{A}/v1/..?/v1/', '{A}/v1/.?/../v2'],
    ['{A}/v1/..#/v1/', '{A}/v1/.#/../v2'],
    ['{A}/v1/../v1x/a', '{A}/v1/../v1/x/a'],
    ['{A}/v1//../../v2', '{A}/v1//../v2'],
    ['{A}/..//v1/a', '{A}/../v1/a'],
    ['{A}/v1/../../../v2/v1/', '{A}/v1/../../../v1/v2/'],
  ],
  'matrix parameters': [
    ['{A}/v1;x=1/a', '{A}/v1/;x=1/a'],
    ['{A}/v1;/a', '{A}/v1/a;/a'],
    ['{A}/v1/..;/v2', '{A}/v1/a..;/v2'],
    ['{A}/v1/..;x=1/v2', '{A}/v1/a;x=../v2'],
    ['{A}/v1/.;/..;/v2', '{A}/v1/a;/b;/v2'],
    ['{A}/v1/x/..;/..;/v2', '{A}/v1/x/...;/...;/v2'],
    ['{A}/v1/..%3b/v2', '{A}/v1/a..%3b/v2'],
    ['{A}/v1/..%3B/v2', '{A}/v1/...%3B/v2'],
    ['{A}/v1/..%253b/v2', '{A}/v1/a..%253b/v2'],
    ['{A}/v1/%2e%2e;/v2', '{A}/v1/%2e%2e%2e;/v2'],
    ['{A}/;/v1/a', '{A}/;/../v1/a'],
    ['{A}/v1/a;%2f..%2f..%2fv2', '{A}/v1/a;%2f.a%2fv2'],
  ],
  'the end of a segment, and case': [
    ['{A}/v10/a', '{A}/v1/0/a'],
    ['{A}/v1x', '{A}/v1/x'],
    ['{A}/v1.5/a', '{A}/v1/.5/a'],
    ['{A}/v1-beta/a', '{A}/v1/-beta/a'],
    ['{A}/v1_/a', '{A}/v1/_/a'],
    ['{A}/v1~/a', '{A}/v1/~/a'],
    ['{A}/v1%20/a', '{A}/v1/%20/a'],
    ['{A}/v1%00/a', '{A}/v1/%30/a'],
    ['{A}/v1@/a', '{A}/v1/@/a'],
    ['{A}/v1:/a', '{A}/v1/:/a'],
    ['{A}/v1|/a', '{A}/v1/|/a'],
    ['{A}/V1/a', '{A}/v1/V1'],
    ['{A}/v', '{A}/v1'],
    ['{A}/', '{A}/v1/'],
    ['{A}', '{A}/v1/{A}'],
    ['{A}/v2/a', '{s}://API.{d}{p}/v1/a'],
    ['{O}/API/a', '{O}/api/API'],
    ['{O}/apis/a', '{O}/api/s/a'],
  ],
  'queries and fragments': [
    ['{A}?/v1/a', '{A}/v1?/v2/a'],
    ['{A}#/v1/a', '{A}/v1#/v2/a'],
    ['{A}/v2?x=/../v1/a', '{A}/v1/?x=/../../v2/a'],
    ['{A}/v2#/../v1/a', '{A}/v1/#/../../v2/a'],
    ['{E}?@api.{d}{p}/v1/a', '{A}/v1?@evil.{d}'],
    ['{E}#@api.{d}{p}/v1/a', '{A}/v1#@evil.{d}'],
    ['{E}/v1/a?{A}/v1/a', '{A}/v1/a?{E}/v1/a'],
    ['{E}/v1/a#{A}/v1/a', '{A}/v1/a#{E}/v1/a'],
    ['{A}%3f/v1/a', '{A}/v1/%3f/v2/a'],
    ['{A}/v2%23/../../v2/a', '{A}/v1%23/../../v1/a'],
  ],
  'relative addresses': [
    ['//evil.{d}{p}/v1/a', '//api.{d}{p}/v1/a'],
    ['///evil.{d}{p}/v1/a', '///api.{d}{p}/v1/a'],
    ['//api.{d}{p}@evil.{d}{p}/v1/a', '//api.{d}{p}/v1/@evil'],
    ['/v1/a', '/api/v1/a'],
    ['api/a', '../api/a'],
    ['/api/../a', '/a/../api/a'],
    ['/api/..%2fa', '/api/..a%2fa'],
    ['/apia', '/api/a'],
    ['?/api/a', '/api?/a'],
    ['#/api/a', '/api#/a'],
    ['api.{d}/v1/a', '//api.{d}{p}/v1/api.{d}'],
    [':{p}/v1/a', '//api.{d}{p}/v1/:'],
  ],
  'letters that look alike': [
    ['{s}://аpi.{d}{p}/v1/a', '{A}/v1/аpi'],
    ['{s}://aрi.{d}{p}/v1/a', '{A}/v1/aрi'],
    ['{s}://apі.{d}{p}/v1/a', '{A}/v1/apі'],
    ['{s}://арі.{d}{p}/v1/a', '{s}://ａｐｉ.{d}{p}/v1/a'],
    ['{s}://apı.{d}{p}/v1/a', '{s}://apⁱ.{d}{p}/v1/a'],
    ['{s}://apİ.{d}{p}/v1/a', '{s}://apI.{d}{p}/v1/a'],
    ['{s}://ᴀpi.{d}{p}/v1/a', '{s}://ªpi.{d}{p}/v1/a'],
    ['{s}://ápi.{d}{p}/v1/a', '{s}://Ⓐpi.{d}{p}/v1/a'],
    ['{s}://ap\u0456\u0301.{d}{p}/v1/a', '{s}://apⅰ.{d}{p}/v1/a'],
    ['{s}://xn--pi-7kc.{d}{p}/v1/a', '{A}/v1/xn--pi-7kc'],
    ['{s}://𝐞vil.{d}{p}/v1/a', '{s}://𝐚𝐩𝐢.{d}{p}/v1/a'],
    ['{s}://αpi.{d}{p}/v1/a', '{s}://ⓐⓟⓘ.{d}{p}/v1/a'],
  ],
  'hosts that are numbers': [
    ['{s}://0x7f.2{p}/v1/a', '{s}://0x7f.1{p}/v1/a'],
    ['{s}://2130706434{p}/v1/a', '{s}://2130706433{p}/v1/a'],
    ['{s}://0177.0.0.2{p}/v1/a', '{s}://0177.0.0.1{p}/v1/a'],
    ['{s}://127.2{p}/v1/a', '{s}://127.1{p}/v1/a'],
    ['{s}://0x7f000002{p}/v1/a', '{s}://0x7f000001{p}/v1/a'],
    ['{s}://127.0.0.010{p}/v1/a', '{s}://127.0.0.01{p}/v1/a'],
    ['{s}://127.0.0.1.evil.{d}{p}/v1/a', '{s}://127.0.0.1.{p}/v1/a'],
    ['{s}://127.0.0.257{p}/v1/a', '{s}://127.0.0.0x1{p}/v1/a'],
    ['{s}://[::1]{p}/v1/a', '{s}://１２７.0.0.1{p}/v1/a'],
    ['{s}://[::ffff:127.0.0.1]{p}/v1/a', '{s}://127。0。0。1{p}/v1/a'],
    ['{s}://4294967297{p}/v1/a', '{s}://017700000001{p}/v1/a'],
    ['{N}/v2/a', '{N}/v1/a'],
  ],
  'APIs that share an origin': [
    ['{S}/one/../three/a', '{S}/one/../two/a'],
    ['{S}/one/..%2ftwo/a', '{S}/one/a%2ftwo/a'],
    ['{S}/onex/a', '{S}/one/x/a'],
    ['{S}/one/inner/..%2f..%2fthree', '{S}/one/inner/..a%2fthree'],
    ['{S}/twone/a', '{S}/two/ne/a'],
    ['{S}/inner/a', '{S}/one/inner/a'],
    ['{S}/one/../inner/a', '{S}/one/inner/../a'],
    ['{S}/two/..;/one/a', '{S}/two/..a;/one/a'],
    ['{S}//one/a', '{S}/one//a'],
    ['{S}/', '{S}/two'],
    ['{S}/tw%6f/a', '{S}/one/%69nner/a'],
  ],
}

const EVIL = '{E}/v1/a'
const GOOD = '{A}/v1/a'

/** Gives the first of some things, then the next, and in the end always the last. */
function turning<Value>(...values: readonly [Value, ...Value[]]): () => Value {
  let index = 0
  return () => values[Math.min(index++, values.length - 1)] ?? values[0]
}

type Acts = Readonly<
  Record<string, readonly [attack: (say: Say) => Call, honest: (say: Say) => Call, mayCarry?: 'may carry']>
>

/** The same with one text that is hostile, and another that is honest. */
const both = (act: (text: string, other: string) => Call) =>
  [(say: Say) => act(say(EVIL), say(GOOD)), (say: Say) => act(say(GOOD), say(EVIL))] as const

const OBJECTS: Acts = {
  'a text first hostile, then honest': [
    (say) => ({ input: { toString: turning(say(EVIL), say(GOOD)) } }),
    (say) => ({ input: { toString: turning(say(GOOD), say(GOOD)) } }),
  ],
  'a text first honest, then hostile': [
    (say) => ({ input: { toString: turning(say(GOOD), say(EVIL)) } }),
    (say) => ({ input: { toString: turning(say(GOOD)) } }),
    'may carry',
  ],
  'a text honest twice, then hostile': [
    (say) => ({ input: { toString: turning(say(GOOD), say(GOOD), say(EVIL)) } }),
    (say) => ({ input: { toString: turning(say(GOOD), say(`${GOOD}?2`)) } }),
    'may carry',
  ],
  'a text first none, then hostile': [
    (say) => ({ input: { toString: turning('https://[', say(EVIL)) } }),
    (say) => ({ input: { toString: turning(say('{A}/v1/['), say(EVIL)) } }),
  ],
  'a primitive that turns': [
    (say) => ({ input: { [Symbol.toPrimitive]: turning(say(GOOD), say(EVIL)) } }),
    (say) => ({ input: { [Symbol.toPrimitive]: turning(say(GOOD)) } }),
    'may carry',
  ],
  'a text beside another value': both((text, other) => ({ input: { toString: () => text, valueOf: () => other } })),
  'a primitive by its hint': both((text, other) => ({
    input: { [Symbol.toPrimitive]: (hint: string) => (hint === 'string' ? text : other) },
  })),
  'a list of one': both((text) => ({ input: [text] })),
  'a list that says another text': both((text, other) => ({
    input: Object.assign([other], { toString: () => text }),
  })),
  'a list with a join of its own': both((text, other) => ({ input: Object.assign([other], { join: () => text }) })),
  'a String with another text': both((text, other) => ({
    input: Object.assign(Object(other), { toString: () => text }),
  })),
  'a function': both((text) => ({ input: Object.assign(() => undefined, { toString: () => text }) })),
  'an object without a prototype': both((text) => ({
    input: Object.assign(Object.create(null), { toString: () => text }),
  })),
  'a URL that says another text': both((text, other) => ({
    input: Object.assign(new URL(other), { toString: () => text }),
  })),
  'a URL whose href lies': both((text, other) => {
    class Lying extends URL {
      override get href(): string {
        return other
      }
    }
    return { input: new Lying(text) }
  }),
  'a URL with members of its own': both((text, other) => {
    const { origin, pathname, href } = new URL(other)
    const url = new URL(text)
    for (const [name, value] of Object.entries({ origin, pathname, href })) Object.defineProperty(url, name, { value })
    return { input: url }
  }),
  'a URL that is changed right after': [
    (say) => {
      const url = new URL(say(GOOD))
      return {
        input: url,
        after: () => {
          url.href = say(EVIL)
        },
      }
    },
    (say) => ({ input: new URL(say(GOOD)) }),
    'may carry',
  ],
  'a URL that is changed by a getter of the init': both((text, other) => {
    const url = new URL(other)
    const init = {
      get method() {
        url.href = text
        return 'GET'
      },
    }
    return { input: url, init }
  }),
  'a URL that is changed when its text is asked for': [
    (say) => {
      const url = new URL(say(GOOD))
      return {
        input: Object.assign(url, {
          toString() {
            const text = url.href
            url.href = say(EVIL)
            return text
          },
        }),
      }
    },
    (say) => ({ input: Object.assign(new URL(say(GOOD)), { toString: turning(say(GOOD)) }) }),
    'may carry',
  ],
  'a proxy of a URL': both((text, other) => ({
    input: new Proxy(new URL(other), { get: (_, name) => (name === 'toString' ? () => text : undefined) }),
  })),
  'something with a url and an href': both((text, other) => ({
    input: { url: other, href: other, toString: () => text },
  })),
  'something that calls itself a Request': both((text, other) => ({
    input: {
      url: other,
      method: 'GET',
      headers: new Headers(),
      clone() {
        return this
      },
      [Symbol.toStringTag]: 'Request',
      toString: () => text,
    },
  })),
  'a Response': [
    (say) => ({ input: Object.assign(new Response(''), { href: say(GOOD) }) }),
    (say) => ({ input: Object.assign(new Response(''), { toString: () => say(GOOD) }) }),
  ],
}

const REQUESTS: Acts = {
  'a Request': both((text) => ({ input: new Request(text) })),
  'a Request out of the path': [
    (say) => ({ input: new Request(say('{A}/v1/../v2')) }),
    (say) => ({ input: new Request(say('{A}/v2/../v1')) }),
  ],
  'a Request with hidden dots': [
    (say) => ({ input: new Request(say('{A}/v1/..%2fv2')) }),
    (say) => ({ input: new Request(say('{A}/v1/..a%2fv2')) }),
  ],
  'a Request whose url lies': both((text, other) => {
    class Lying extends Request {
      override get url(): string {
        return other
      }
    }
    return { input: new Lying(text) }
  }),
  'a Request with a url of its own': both((text, other) => ({
    input: Object.defineProperty(new Request(text), 'url', { value: other }),
  })),
  'a Request whose url turns': both((text, other) => ({
    input: Object.defineProperty(new Request(text), 'url', { get: turning(other, text) }),
  })),
  'a Request that says another text': both((text, other) => ({
    input: Object.assign(new Request(text), { toString: () => other }),
  })),
  'a Request whose clone is another': [
    (say) => {
      class Shifty extends Request {
        override clone(): Request {
          return new Request(say(EVIL))
        }
      }
      return { input: new Shifty(say(EVIL), { method: 'POST', body: 'x' }) }
    },
    (say) => {
      class Shifty extends Request {
        override clone(): Request {
          return new Request(say(EVIL))
        }
      }
      return { input: new Shifty(say(GOOD), { method: 'POST', body: 'x' }) }
    },
  ],
  'something made from a Request': [
    (say) => ({ input: Object.create(new Request(say(EVIL)), { url: { value: say(GOOD) } }) }),
    (say) => ({ input: Object.create({ url: say(EVIL) }, { toString: { value: () => say(GOOD) } }) }),
  ],
  'something with the prototype of a Request': [
    (say) => ({ input: Object.setPrototypeOf({ toString: () => say(EVIL) }, Request.prototype) }),
    (say) => ({ input: Object.setPrototypeOf(new Request(say(GOOD)), class extends Request {}.prototype) }),
  ],
  // Browsers take it for what it was made as, and Node for what it says.
  'a Request with another prototype': [
    (say) => ({ input: Object.setPrototypeOf(new Request(say(EVIL)), { toString: () => say(GOOD) }) }),
    (say) => ({ input: Object.setPrototypeOf(new Request(say(GOOD)), { toString: () => say(GOOD) }) }),
    'may carry',
  ],
  'a proxy of a Request': [
    (say) => ({
      input: new Proxy(new Request(say(EVIL)), {
        get: (target, name) => (name === 'url' ? say(GOOD) : Reflect.get(target, name)),
      }),
    }),
    (say) => ({ input: new Request(new Request(say(GOOD))) }),
  ],
  'an init with a url': both((text, other) => ({ input: new Request(text), init: { url: other, href: other } })),
  'an init that is a Request': both((text, other) => ({ input: text, init: new Request(other) })),
  'a Request, copied': both((text) => ({ input: new Request(text).clone() })),
  'a Request from a Request': both((text) => ({ input: new Request(new Request(text), { cache: 'reload' }) })),
  'a Request that is not for reading': [
    (say) => ({ input: new Request(say(GOOD), { mode: 'no-cors' }) }),
    (say) => ({ input: new Request(say(GOOD), { mode: 'cors' }) }),
  ],
  'an init that is not for reading': [
    (say) => ({ input: say(GOOD), init: { mode: 'no-cors' } }),
    (say) => ({ input: say(GOOD), init: { mode: 'cors' } }),
  ],
  'a Request for reading with an init that is not': [
    (say) => ({ input: new Request(say(GOOD)), init: { mode: 'no-cors' } }),
    (say) => ({ input: new Request(say(GOOD), { mode: 'no-cors' }), init: { mode: 'cors' } }),
  ],
  'a Request with credentials of its own': [
    (say) => ({ input: new Request(say(GOOD), { headers: { authorization: 'Basic own' } }) }),
    (say) => ({ input: new Request(say(GOOD), { headers: { authorization: 'Basic own' } }), init: { headers: {} } }),
  ],
  'a Request whose headers are another’s': [
    (say) => ({
      input: Object.defineProperty(new Request(say(GOOD), { headers: { authorization: 'Basic own' } }), 'headers', {
        value: new Headers(),
      }),
    }),
    (say) => ({
      input: Object.defineProperty(new Request(say(GOOD)), 'headers', {
        value: new Headers({ authorization: 'Basic own' }),
      }),
    }),
  ],
}

const INITS: Acts = {
  'headers that are others when they are asked for again': [
    (say) => ({
      input: say(GOOD),
      init: Object.defineProperty({}, 'headers', {
        get: turning({}, { authorization: 'Basic own' }),
        enumerable: true,
      }),
    }),
    (say) => ({ input: say(GOOD), init: Object.defineProperty({}, 'headers', { get: turning({}), enumerable: true }) }),
    'may carry',
  ],
  'a header that is another when it is asked for again': [
    (say) => ({
      input: say(EVIL),
      init: { headers: { accept: { toString: turning('text/a', 'text/b') } } },
    }),
    (say) => ({
      input: say(GOOD),
      init: { headers: { accept: { toString: turning('text/a', 'text/b') } } },
    }),
  ],
  'credentials in capital letters': [
    (say) => ({ input: say(GOOD), init: { headers: { AUTHORIZATION: 'Basic own' } } }),
    (say) => ({ input: say(GOOD), init: { headers: { 'CONTENT-TYPE': 'text/plain' } } }),
  ],
  'credentials in a list': [
    (say) => ({ input: say(GOOD), init: { headers: [['Authorization', 'Basic own']] } }),
    (say) => ({ input: say(GOOD), init: { headers: [['Accept', 'text/plain']] } }),
  ],
  'credentials from an iterator': [
    (say) => ({ input: say(GOOD), init: { headers: new Map([['Authorization', 'Basic own']]) } }),
    (say) => ({ input: say(GOOD), init: { headers: new Map([['Accept', 'text/plain']]) } }),
  ],
  'credentials from a getter': [
    (say) => ({
      input: say(GOOD),
      init: {
        headers: {
          get authorization() {
            return 'Basic own'
          },
        },
      },
    }),
    (say) => ({
      input: say(GOOD),
      init: {
        headers: {
          get accept() {
            return 'text/plain'
          },
        },
      },
    }),
  ],
  'empty credentials': [
    (say) => ({ input: say(GOOD), init: { headers: { authorization: '' } } }),
    (say) => ({ input: say(GOOD), init: { headers: { accept: '' } } }),
  ],
  'a header with a blank in its name': [
    (say) => ({ input: say(GOOD), init: { headers: { ' authorization': 'Basic own' } } }),
    (say) => ({ input: say(GOOD), init: { headers: { accept: ' text/plain' } } }),
  ],
  'a header with a line break in its value': [
    (say) => ({ input: say(GOOD), init: { headers: { accept: 'a\r\nhost: evil' } } }),
    (say) => ({ input: say(GOOD), init: { headers: { accept: '\r\na\r\n' } } }),
  ],
  'a proxy that gives another init each time': [
    (say) => ({
      input: say(EVIL),
      init: new Proxy({}, { get: (_, name) => (name === 'url' ? say(GOOD) : undefined), ownKeys: () => ['url'] }),
    }),
    (say) => ({
      input: say(GOOD),
      init: new Proxy({}, { get: (_, name) => (name === 'url' ? say(EVIL) : undefined), ownKeys: () => ['url'] }),
    }),
  ],
  'a mode that turns': [
    (say) => {
      const modes = turning('cors', 'no-cors')
      return { input: say(EVIL), init: Object.defineProperty({}, 'mode', { get: modes, enumerable: true }) }
    },
    (say) => {
      const modes = turning('cors', 'no-cors')
      return { input: say(GOOD), init: Object.defineProperty({}, 'mode', { get: modes, enumerable: true }) }
    },
  ],
  'a getter that throws': [
    (say) => ({
      input: say(GOOD),
      init: {
        get cache() {
          throw new Error('no cache')
        },
      },
    }),
    (say) => ({
      input: say(GOOD),
      init: {
        get cache() {
          return 'no-cache'
        },
      },
    }),
  ],
  'a referrer': both((text, other) => ({ input: text, init: { referrer: '', window: null, origin: other } })),
}

const go = (location: string) => (say: Say) => `go?location=${encodeURIComponent(say(location))}`

/** Followed by browsers alone: in the World a redirect is an answer like any other. */
const REDIRECTS: Acts = {
  'a redirect to another origin': [
    (say) => ({ input: say('{A}/v1/') + go('{E}/v1/caught')(say) }),
    (say) => ({ input: say('{A}/v1/') + go('')(say) }),
    'may carry',
  ],
  'a redirect to another port': [
    (say) => ({ input: say('{A}/v1/') + go('{s}://api.{d}{q}/v1/caught')(say) }),
    (say) => ({ input: say('{A}/v1/') + go('')(say) }),
    'may carry',
  ],
  'a redirect out of one of several APIs': [
    (say) => ({ input: say('{S}/one/') + go('/three/caught')(say) }),
    (say) => ({ input: say('{S}/one/') + go('')(say) }),
    'may carry',
  ],
  'a redirect out of one of several APIs that a Request follows': [
    (say) => ({ input: new Request(say('{S}/two/') + go('/three/caught')(say), { redirect: 'follow' }) }),
    (say) => ({ input: new Request(say('{S}/two/') + go('')(say), { redirect: 'follow' }) }),
    'may carry',
  ],
  'a redirect out of one of several APIs that an init follows': [
    (say) => ({
      input: new Request(say('{S}/two/') + go('/three/caught')(say), { redirect: 'manual' }),
      init: { redirect: 'follow' },
    }),
    (say) => ({
      input: new Request(say('{S}/two/') + go('')(say), { redirect: 'manual' }),
      init: { redirect: 'follow' },
    }),
    'may carry',
  ],
  'a redirect out of one of several APIs, by something that says "manual" when it is looked at': [
    (say) => ({
      input: say('{S}/one/') + go('/three/caught')(say),
      init: { redirect: { toString: turning('manual', 'follow') } },
    }),
    (say) => ({ input: say('{S}/one/') + go('')(say), init: { redirect: { toString: turning('follow') } } }),
    'may carry',
  ],
}

const BASES: readonly (readonly [text: string, attack: string, honest: string])[] = [
  ['v1/a', '{E}/', '{A}/'],
  ['/v1/a', '{E}/v1/', '{A}/v2/'],
  ['a', '{A}/v1', '{A}/v1/'],
  ['', '{E}/v1/a', '{A}/v1/a'],
  ['?a', '{A}/v2/a', '{A}/v1/a'],
  ['#a', '{A}/v10/a', '{A}/v1/0/a'],
  ['../v1/a', '{A}/v2/a/', '{A}/v2/'],
  ['%2e./v1/a', '{A}/v2/a/', '{A}/v2/'],
  ['//api.{d}{p}/../v1', '{x}://api.{d}{p}/v1/', '{E}/v1/'],
  ['api/a', '{E}/', '{O}/'],
]

/** Every pair. */
export const DESTINATIONS: readonly Entry[] = [
  ...Object.entries(TEXTS).flatMap(([group, pairs]) =>
    pairs.map(
      ([attack, honest]): Entry => ({
        name: `${group}: ${JSON.stringify(attack)} beside ${JSON.stringify(honest)}`,
        attack: (say) => ({ input: say(attack) }),
        honest: (say) => ({ input: say(honest) }),
      }),
    ),
  ),
  ...Object.entries({ ...OBJECTS, ...REQUESTS, ...INITS, ...REDIRECTS }).map(
    ([name, [attack, honest, mayCarry]]): Entry => ({ name, attack, honest, ...(mayCarry && { mayCarry: true }) }),
  ),
  ...BASES.map(([text, ...bases]): Entry => {
    const call = (say: Say): Call => ({ input: say(text) })
    return { name: `a base: ${JSON.stringify([text, ...bases])}`, attack: call, honest: call, bases }
  }),
]
