/** What `--help` prints. */
export const HELP = `latchkey check-api <address> [options]

Calls an API as apps and attackers would, and says which rules it breaks and what to change. The address is one that wants
an access token and changes nothing: the call with the good token is really made.

  --token <token>           an access token that the API lets in
  --id-token <token>        an ID token of the same user
  --foreign-token <token>   an access token of the same provider for another API
  --expired-token <token>   an access token for this API that has expired
  --narrow-token <token>    a good access token without the scope of this address
  --origin <origin>         the origin of the app: https://todo.example.com
  --method <method>         GET unless set
  --dpop                    tokens are bound to a key (RFC 9449); with proofs: checkApi of latchkey/testing
  --timeout-seconds <n>     how long to wait for each answer, 1 to 600; 10 unless set
  --json                    the rows as JSON

What is not given is not checked, and the row says so. A command line is seen by others on the machine and is kept in a
history: tokens are better given as LATCHKEY_TOKEN, LATCHKEY_ID_TOKEN, LATCHKEY_FOREIGN_TOKEN, LATCHKEY_EXPIRED_TOKEN and
LATCHKEY_NARROW_TOKEN. No token is printed.

Ends with 0 when nothing is wrong, with 1 when something is, or no answer came, and with 2 when it was called wrongly.`
